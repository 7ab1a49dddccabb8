/** Grows as needed; little-endian throughout. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private used = 0;

  /** `capacity`: bytes for which there is room at once. */
  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  get length(): number {
    return this.used;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.used++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.used, value, true);
    this.used += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.used, value, true);
    this.used += 8;
  }

  /** A whole number from 0 to 2^53, seven bits a byte. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.used++] = rest;
  }

  f64Run(values: Float64Array, count: number): void {
    this.reserve(count * 8);
    for (let i = 0; i < count; i++, this.used += 8) this.view.setFloat64(this.used, values[i] ?? 0, true);
  }

  /** The distances of `count` whole numbers from `min`, each in exactly `width` bytes (1 to 4). */
  fixedRun(width: number, count: number, numbers: Float64Array, min: number): void {
    this.reserve(count * width);
    const { bytes } = this;
    let at = this.used;
    this.used += count * width;
    // One loop for each of the usual widths: this is where most of sealing goes.
    if (width === 1) for (let i = 0; i < count; i++) bytes[at++] = (numbers[i] ?? 0) - min;
    else if (width === 2) {
      for (let i = 0; i < count; i++, at += 2) this.view.setUint16(at, (numbers[i] ?? 0) - min, true);
    } else {
      for (let i = 0; i < count; i++) {
        for (let byte = 0, rest = (numbers[i] ?? 0) - min; byte < width; byte++, rest >>>= 8) bytes[at++] = rest & 0xff;
      }
    }
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.used);
    this.used += bytes.length;
  }

  /** What was written so far, without copying; valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.used === this.bytes.length ? this.bytes : this.bytes.subarray(0, this.used);
  }

  /** Begins anew in the room there is. */
  clear(): void {
    this.used = 0;
  }

  private reserve(count: number): void {
    if (this.used + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + count));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Reads what `ByteWriter` wrote; throws RangeError past the end. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  u8(): number {
    return this.view.getUint8(this.offset++);
  }

  u32(): number {
    this.offset += 4;
    return this.view.getUint32(this.offset - 4, true);
  }

  f64(): number {
    this.offset += 8;
    return this.view.getFloat64(this.offset - 8, true);
  }

  varint(): number {
    // Most are short.
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let factor = 0x80;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  /** Fills `into` with `count` whole numbers of `width` bytes (1 to 4) each. */
  fixedRun(width: number, count: number, into: Float64Array): void {
    const { bytes } = this;
    let at = this.offset;
    this.offset += width * count;
    if (this.offset > bytes.length) throw new RangeError("Past the end of the block");
    // One loop a width: this is where most of a query's time goes.
    if (width === 1) for (let i = 0; i < count; i++) into[i] = this.view.getUint8(at++);
    else if (width === 2) for (let i = 0; i < count; i++, at += 2) into[i] = this.view.getUint16(at, true);
    else if (width === 4) for (let i = 0; i < count; i++, at += 4) into[i] = this.view.getUint32(at, true);
    else {
      for (let i = 0; i < count; i++, at += 3)
        into[i] = this.view.getUint16(at, true) + this.view.getUint8(at + 2) * 65_536;
    }
  }
}
