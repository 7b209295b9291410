const leads = 0xfe - 0x81 + 1;
/** The number of second bytes: 0x40 to 0xFE without 0x7F. */
const trails = 0xfe - 0x40;

/**
 * All two-byte characters in the order of their bytes. Node can decode GBK but not encode it, so the encoder uses this
 * table.
 */
let characters: string | undefined;

/** Encodes a text in GBK, the default of Windows programs in China. Characters that GBK does not have become `?`. */
export function inGbk(text: string): Uint8Array {
  const known = new Map<string, readonly number[]>();
  return Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const encoded = known.get(character) ?? encode(character);
      known.set(character, encoded);
      return encoded;
    }),
  );
}

function encode(character: string): readonly number[] {
  if (character <= '\x7f') return [character.charCodeAt(0)];
  characters ??= decodeAll();
  const index = characters.indexOf(character);
  if (index < 0) return [0x3f];
  const trail = 0x40 + (index % trails);
  return [0x81 + Math.floor(index / trails), trail < 0x7f ? trail : trail + 1];
}

function decodeAll(): string {
  const bytes = Array.from({ length: leads }, (_, lead) =>
    Array.from({ length: trails }, (_, trail) => [0x81 + lead, trail < 0x3f ? 0x40 + trail : 0x41 + trail]),
  );
  return new TextDecoder('gbk').decode(Uint8Array.from(bytes.flat(2)));
}
