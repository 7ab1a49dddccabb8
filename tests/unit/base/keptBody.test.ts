import { expect, it } from "vitest";
import { KeptBody } from "../../../shared/base/keptBody.ts";

it("keeps what was appended since it was cleared, in the same memory while that is enough", () => {
  const body = new KeptBody();
  expect(body.bytes).toHaveLength(0);
  const chunks = Array.from({ length: 50 }, (_, index) => Buffer.alloc(1 + index * 997, index));
  for (const chunk of chunks) body.append(chunk);
  expect(Buffer.concat(chunks).equals(body.bytes)).toBe(true);
  const memory = body.bytes.buffer;
  body.clear();
  body.append(Buffer.from("next"));
  expect(new TextDecoder().decode(body.bytes)).toBe("next");
  expect(body.bytes.buffer).toBe(memory);
});
