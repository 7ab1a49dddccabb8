/**
 * TCP ports that a loopback connection reaches, ascending, out of `ss -ltn` or `/proc/net/tcp` and `/proc/net/tcp6`
 * (listening sockets only). Ports of a single outer address are left out.
 */
export function parseListeners(text: string): readonly number[] {
  const ports = new Set<number>();
  for (const line of text.split("\n")) {
    const port = ofKernel(line) ?? ofSs(line);
    if (port !== null) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

/** `  0: 0100007F:1F40 00000000:0000 0A ...`: addresses in words of the machine's own byte order. */
function ofKernel(line: string): number | null {
  const [, address = "", port = ""] = /^\s*\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) \S+ 0A /.exec(line) ?? [];
  const loopback = /^0+$|^0{24}01000000$|^(?:0{16}FFFF0000)?[0-9A-F]{6}7F$/.test(address);
  return address !== "" && loopback ? Number.parseInt(port, 16) : null;
}

/** `LISTEN 0 128 127.0.0.1:8000 0.0.0.0:*`. */
function ofSs(line: string): number | null {
  const [, address = "", port = ""] = /^LISTEN\s+\d+\s+\d+\s+(\S+):(\d+)\s/.exec(line) ?? [];
  const loopback = /^(?:\*|0\.0\.0\.0|127\.[\d.]+|\[::\]|\[::1\]|\[::ffff:127\.[\d.]+\]|::|::1)(?:%\S+)?$/.test(
    address,
  );
  return loopback ? Number(port) : null;
}
