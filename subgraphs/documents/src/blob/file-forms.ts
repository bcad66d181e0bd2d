/** How a format is looked into before it is taken. */
export type FileForm = 'TEXT' | 'ZIP' | 'IMAGE' | 'PDF' | 'OTHER';

/** What a file with some extension must be. */
export interface FileFormat {
  readonly form: FileForm;
  /** The media types that its content may show itself as; the first is the one that it is called by. Texts show none. */
  readonly types: readonly [string, ...string[]];
}

const office = (name: string) => `application/vnd.openxmlformats-officedocument.${name}`;
const openDocument = (name: string) => `application/vnd.oasis.opendocument.${name}`;
const CFB = 'application/x-cfb';

const of = (form: FileForm, ...types: [string, ...string[]]): FileFormat => ({ form, types });

/** The formats that we know how to judge, by extension. An installation takes all of them or some; no others. */
export const FILE_FORMATS: Readonly<Record<string, FileFormat>> = {
  pdf: of('PDF', 'application/pdf'),
  png: of('IMAGE', 'image/png', 'image/apng'),
  jpg: of('IMAGE', 'image/jpeg'),
  jpeg: of('IMAGE', 'image/jpeg'),
  gif: of('IMAGE', 'image/gif'),
  webp: of('IMAGE', 'image/webp'),
  tif: of('IMAGE', 'image/tiff'),
  tiff: of('IMAGE', 'image/tiff'),
  bmp: of('IMAGE', 'image/bmp'),
  heic: of('IMAGE', 'image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'),
  heif: of('IMAGE', 'image/heif', 'image/heic', 'image/heif-sequence', 'image/heic-sequence'),
  avif: of('IMAGE', 'image/avif'),
  docx: of('ZIP', office('wordprocessingml.document')),
  xlsx: of('ZIP', office('spreadsheetml.sheet')),
  pptx: of('ZIP', office('presentationml.presentation')),
  odt: of('ZIP', openDocument('text')),
  ods: of('ZIP', openDocument('spreadsheet')),
  odp: of('ZIP', openDocument('presentation')),
  zip: of('ZIP', 'application/zip'),
  doc: of('OTHER', 'application/msword', CFB),
  xls: of('OTHER', 'application/vnd.ms-excel', CFB),
  ppt: of('OTHER', 'application/vnd.ms-powerpoint', CFB),
  msg: of('OTHER', 'application/vnd.ms-outlook', CFB),
  rtf: of('OTHER', 'application/rtf'),
  mp4: of('OTHER', 'video/mp4', 'video/x-m4v'),
  m4v: of('OTHER', 'video/x-m4v', 'video/mp4'),
  mov: of('OTHER', 'video/quicktime'),
  webm: of('OTHER', 'video/webm', 'video/matroska'),
  mp3: of('OTHER', 'audio/mpeg'),
  m4a: of('OTHER', 'audio/x-m4a', 'audio/mp4', 'video/mp4'),
  wav: of('OTHER', 'audio/wav'),
  txt: of('TEXT', 'text/plain'),
  csv: of('TEXT', 'text/csv'),
  tsv: of('TEXT', 'text/tab-separated-values'),
  md: of('TEXT', 'text/markdown'),
  json: of('TEXT', 'application/json'),
  xml: of('TEXT', 'application/xml'),
  html: of('TEXT', 'text/html'),
  htm: of('TEXT', 'text/html'),
  svg: of('TEXT', 'image/svg+xml'),
  eml: of('TEXT', 'message/rfc822'),
  ics: of('TEXT', 'text/calendar'),
  vcf: of('TEXT', 'text/vcard'),
};

export const ALL_EXTENSIONS: readonly string[] = Object.keys(FILE_FORMATS);

/** What is behind the last dot, in lower case; empty where there is none. */
export const extensionOf = (fileName: string): string => /\.([^.\s/\\]+)\s*$/.exec(fileName)?.[1]?.toLowerCase() ?? '';

/**
 * The media type that a file of this name is called by: what its content shows alone is less than that for texts, and
 * for formats that share a container.
 */
export const mediaTypeOf = (fileName: string, sniffedType: string): string => {
  const format = FILE_FORMATS[extensionOf(fileName)];
  return format && (format.form === 'TEXT' || format.types.includes(sniffedType)) ? format.types[0] : sniffedType;
};
