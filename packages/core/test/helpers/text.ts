import fc from 'fast-check';

const codePoint = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }),
  // Halves of surrogate pairs among them: JavaScript has text that is no Unicode.
  fc.integer({ min: 0x80, max: 0xffff }),
  fc.integer({ min: 0x1_0000, max: 0x10_ffff }),
);

/** Any text that JavaScript can hold. */
export const anyText = fc.string({ unit: codePoint.map((code) => String.fromCodePoint(code)) });
