const { createTransformer } = require('@swc/jest');

/** The same dialect as tsconfig.base.json: decorators of the first kind, without metadata, fields by assignment. */
module.exports = createTransformer({
  jsc: {
    parser: { syntax: 'typescript', decorators: true, tsx: false },
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
});
