const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;
const stripeBytes = 32;

/** XXH64 with seed 0, for texts as short as labels. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = prime5;
  if (bytes.length >= stripeBytes) {
    const lanes = [wrap(prime1 + prime2), prime2, 0n, wrap(-prime1)];
    for (; at + stripeBytes <= bytes.length; at += stripeBytes) {
      lanes.forEach((lane, i) => {
        lanes[i] = round(lane, view.getBigUint64(at + i * 8, true));
      });
    }
    hash = [1n, 7n, 12n, 18n].reduce((sum, turn, i) => sum + rotate(lanes[i] ?? 0n, turn), 0n);
    for (const lane of lanes) hash = (hash ^ round(0n, lane)) * prime1 + prime4;
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4;
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash = rotate(hash ^ (BigInt(view.getUint32(at, true)) * prime1), 23n) * prime2 + prime3;
  }
  for (; at < bytes.length; at++) hash = rotate(hash ^ (BigInt(view.getUint8(at)) * prime5), 11n) * prime1;
  hash = wrap(hash);
  hash = wrap((hash ^ (hash >> 33n)) * prime2);
  hash = wrap((hash ^ (hash >> 29n)) * prime3);
  return hash ^ (hash >> 32n);
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(rotate(lane + input * prime2, 31n) * prime1);
}

function rotate(value: bigint, bits: bigint): bigint {
  const whole = wrap(value);
  return wrap(whole << bits) | (whole >> (64n - bits));
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
