import { registerEnumType } from 'type-graphql';

export enum TemplateEngine {
  TEXT = 'TEXT',
  HTML = 'HTML',
  DOCX = 'DOCX',
  PDF = 'PDF',
}
registerEnumType(TemplateEngine, {
  name: 'TemplateEngine',
  description: 'What a template is written in, and what comes of it.',
  valuesConfig: {
    TEXT: { description: 'Text in UTF-8; text comes of it.' },
    HTML: { description: 'HTML in UTF-8; HTML comes of it, with all values escaped.' },
    DOCX: { description: 'A DOCX without macros; a DOCX comes of it.' },
    PDF: { description: 'Text in UTF-8, its lines marked by #, ##, ###, -, --- and ===; a PDF comes of it.' },
  },
});

export enum TemplateFaultCode {
  UNDECLARED_TAG = 'UNDECLARED_TAG',
  UNCLOSED_TAG = 'UNCLOSED_TAG',
  UNOPENED_TAG = 'UNOPENED_TAG',
  UNSAFE_TAG = 'UNSAFE_TAG',
  MISSING_REQUIRED = 'MISSING_REQUIRED',
  TYPE_MISMATCH = 'TYPE_MISMATCH',
  UNPRINTABLE = 'UNPRINTABLE',
  TAG_IN_OUTPUT = 'TAG_IN_OUTPUT',
  TOO_LARGE = 'TOO_LARGE',
  BAD_FILE = 'BAD_FILE',
  EXTRA_KEY = 'EXTRA_KEY',
  INPUT_IGNORED = 'INPUT_IGNORED',
}
registerEnumType(TemplateFaultCode, {
  name: 'TemplateFaultCode',
  description: 'What can be wrong with a template and its data.',
  valuesConfig: {
    UNDECLARED_TAG: { description: 'A tag names nothing that is declared where it stands.' },
    UNCLOSED_TAG: { description: 'A tag, or a part, begins and does not end.' },
    UNOPENED_TAG: { description: 'A tag, or a part, ends and did not begin.' },
    UNSAFE_TAG: { description: 'A tag of HTML prints where escaping would not keep a value from being read as something else.' },
    MISSING_REQUIRED: { description: 'The data lacks what is required.' },
    TYPE_MISMATCH: { description: 'A value, or what a tag does with a variable, does not fit its type.' },
    UNPRINTABLE: { description: 'A PDF has no way to print a character.' },
    TAG_IN_OUTPUT: { description: 'Braces of several values would make a tag together.' },
    TOO_LARGE: { description: 'The document would be too large.' },
    BAD_FILE: { description: 'The file of the template is not what it should be, or not safe.' },
    EXTRA_KEY: { description: 'A warning: the data has what is not declared, and it is passed over.' },
    INPUT_IGNORED: { description: 'A warning: the data has what comes from the graph, and may not go before it.' },
  },
});
