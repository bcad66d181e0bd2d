/** THIRD_PARTY reads "Third party". */
export const roleLabel = (role: string): string => {
  const words = role.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
