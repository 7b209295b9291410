import fc from 'fast-check';

const codePoint = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }),
  // Includes unpaired surrogates: a JavaScript string need not be valid Unicode.
  fc.integer({ min: 0x80, max: 0xffff }),
  fc.integer({ min: 0x1_0000, max: 0x10_ffff }),
);

/** Any JavaScript string. */
export const anyText = fc.string({ unit: codePoint.map((code) => String.fromCodePoint(code)) });
