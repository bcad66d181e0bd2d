import { registerEnumType } from 'type-graphql';

export enum DocumentOrigin {
  PLATFORM = 'PLATFORM',
  REAL_ESTATE = 'REAL_ESTATE',
  LEAD = 'LEAD',
  PROJECT = 'PROJECT',
  EXCHANGE = 'EXCHANGE',
}
registerEnumType(DocumentOrigin, { name: 'DocumentOrigin', description: 'Which part of the business a document belongs to.' });

export enum DocumentCategory {
  PERSONAL = 'PERSONAL',
  LEGAL = 'LEGAL',
  TAX = 'TAX',
  INSURANCE = 'INSURANCE',
  BUSINESS = 'BUSINESS',
  OTHER = 'OTHER',
}
registerEnumType(DocumentCategory, { name: 'DocumentCategory', description: 'Which part of life a document is about.' });

export enum RealEstateDocumentType {
  INSPECTION = 'INSPECTION',
  APPRAISAL = 'APPRAISAL',
  TITLE_SEARCH = 'TITLE_SEARCH',
  SURVEY = 'SURVEY',
  PHOTO = 'PHOTO',
  COMP = 'COMP',
  OFFER = 'OFFER',
  COUNTER_OFFER = 'COUNTER_OFFER',
  PURCHASE_AGREEMENT = 'PURCHASE_AGREEMENT',
  ADDENDUM = 'ADDENDUM',
  CLOSING_STATEMENT = 'CLOSING_STATEMENT',
  HUD1 = 'HUD1',
  DEED = 'DEED',
  CONTRACT = 'CONTRACT',
  RECEIPT = 'RECEIPT',
  OTHER = 'OTHER',
}
registerEnumType(RealEstateDocumentType, {
  name: 'RealEstateDocumentType',
  description: 'What a document is in a real estate transaction.',
});

export enum LeadDocumentType {
  ID = 'ID',
  TAX_RETURN = 'TAX_RETURN',
  BANK_STATEMENT = 'BANK_STATEMENT',
  W9 = 'W9',
  DEATH_CERT = 'DEATH_CERT',
  POA = 'POA',
  OTHER = 'OTHER',
}
registerEnumType(LeadDocumentType, { name: 'LeadDocumentType', description: 'What a document proves about a lead.' });

export enum DocumentStatus {
  ACTIVE = 'ACTIVE',
  ARCHIVED = 'ARCHIVED',
}
registerEnumType(DocumentStatus, { name: 'DocumentStatus', description: 'Whether a document is in use.' });

export enum DocumentAccessLevel {
  PUBLIC = 'PUBLIC',
  EXCHANGE = 'EXCHANGE',
  RESTRICTED = 'RESTRICTED',
}
registerEnumType(DocumentAccessLevel, {
  name: 'DocumentAccessLevel',
  description: 'Who may see a document of an exchange.',
  valuesConfig: {
    PUBLIC: { description: 'Everybody who is signed in.' },
    EXCHANGE: { description: 'The participants of the exchange.' },
    RESTRICTED: { description: 'Participants with one of the allowed roles, and the uploader.' },
  },
});

export enum StorageProvider {
  LOCAL = 'LOCAL',
  S3 = 'S3',
  GCP = 'GCP',
}
registerEnumType(StorageProvider, { name: 'StorageProvider', description: 'Where bytes are kept.' });
