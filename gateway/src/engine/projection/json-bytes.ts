/** What a text begins with; it grows for longer ones. */
const START = 256 * 1024;
/** Longer texts are rare: what they took is given back. */
const KEPT = 4 * 1024 * 1024;
/** Up to this length a look at each character is faster than asking the runtime to write it. */
const SHORT = 40;

/** JSON text under way in UTF-8, in memory that one text after the other uses. */
export class JsonBytes {
  private bytes = Buffer.allocUnsafeSlow(START);
  private at = 0;

  get length(): number {
    return this.at;
  }

  /** Begins another text. */
  clear(): void {
    this.at = 0;
    if (this.bytes.length > KEPT) this.bytes = Buffer.allocUnsafeSlow(START);
  }

  /** What is known beforehand. */
  literal(text: Uint8Array): void {
    const { length } = text;
    if (this.at + length > this.bytes.length) this.grow(length);
    const { bytes, at } = this;
    for (let n = 0; n < length; n++) bytes[at + n] = text[n] as number;
    this.at = at + length;
  }

  /** JSON of ASCII alone. */
  ascii(text: string): void {
    const { length } = text;
    if (this.at + length > this.bytes.length) this.grow(length);
    const { bytes, at } = this;
    if (length > SHORT) bytes.write(text, at, 'latin1');
    else for (let n = 0; n < length; n++) bytes[at + n] = text.charCodeAt(n);
    this.at = at + length;
  }

  /** A string of ASCII with nothing to escape, in quotes. */
  plain(text: string): void {
    this.literal(QUOTE);
    this.ascii(text);
    this.literal(QUOTE);
  }

  /** JSON of any characters. */
  text(text: string): void {
    const { length } = text;
    if (this.at + length * MOST > this.bytes.length) this.grow(length * MOST);
    this.at += this.bytes.write(text, this.at);
  }

  /** What was written before, once more. */
  repeat(from: number, to: number): void {
    if (this.at + to - from > this.bytes.length) this.grow(to - from);
    this.bytes.copyWithin(this.at, from, to);
    this.at += to - from;
  }

  /** The text, in memory of its own. */
  taken(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.at));
  }

  private grow(by: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + by));
    this.bytes.copy(bytes, 0, 0, this.at);
    this.bytes = bytes;
  }
}

const QUOTE = Buffer.from('"');
/** Bytes of UTF-8 for a unit of JavaScript's strings. */
const MOST = 3;
