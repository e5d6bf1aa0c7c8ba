/** A text as it is compared when something is looked for: small letters without the accents of Latin, Greek and Cyrillic. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
