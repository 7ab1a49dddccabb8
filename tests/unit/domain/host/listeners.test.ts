import { expect, test } from "vitest";
import { parseListeners } from "../../../../shared/domain/host/listeners.ts";

const rest = "00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41000 1 0000000000000000";

test.each<[what: string, line: string, ports: number[]]>([
  ["loopback", `   0: 0100007F:1F40 ${rest}`, [8000]],
  ["another loopback address", `   0: 0200007F:1F40 ${rest}`, [8000]],
  ["any address", `  12: 00000000:0016 ${rest}`, [22]],
  ["an outer address alone", `   0: 0201A8C0:1F40 ${rest}`, []],
  ["an established connection", "   0: 0100007F:1F40 0100007F:D431 01 00000000:00000000 00:00000000", []],
  ["any address of IPv6", `   0: ${"0".repeat(32)}:2382 ${rest}`, [9090]],
  ["loopback of IPv6", `   0: 00000000000000000000000001000000:1F90 ${rest}`, [8080]],
  ["loopback of IPv4 in IPv6", `   0: 0000000000000000FFFF00000100007F:1F90 ${rest}`, [8080]],
  ["ss: loopback", "LISTEN 0      4096       127.0.0.1:9400      0.0.0.0:*", [9400]],
  ["ss: loopback on its interface", "LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:*", [53]],
  ["ss: any address", "LISTEN 0 511 *:8002 *:*", [8002]],
  ["ss: any address of IPv6", "LISTEN 0 511 [::]:8002 [::]:*", [8002]],
  ["ss: an outer address alone", "LISTEN 0 511 10.0.0.7:8002 0.0.0.0:*", []],
  ["a banner", "Welcome to gpu-a01: port 8000", []],
])("%s", (_what, line, ports) => {
  expect(parseListeners(`${line}\n`)).toEqual(ports);
});

test("each port once, ascending", () => {
  expect(
    parseListeners(`   1: 00000000:1F40 ${rest}\n   0: 0100007F:0050 ${rest}\n   0: ${"0".repeat(32)}:1F40 ${rest}\n`),
  ).toEqual([80, 8000]);
});
