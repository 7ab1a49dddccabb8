import { expect, test } from "vitest";
import { z } from "zod";
import { readYaml } from "../../../../shared/domain/yaml/readYaml.ts";

const schema = z.strictObject({ hosts: z.array(z.string()), port: z.number(), on: z.boolean() }).partial();

test.each([
  ["an open quote", 'hosts: ["a]\n', /^\d+:\d+ A quote is not closed$/],
  ["an open bracket", "hosts: [a, b\n", /A bracket or brace is not closed/],
  ["no comma", "hosts: [{a: 1} b]\n", /A comma is missing|does not belong/],
  ["a tab", "hosts:\n\t- a\n", /spaces, not by tabs/],
  ["a line without a colon", "port: 1\nhosts\n", /^2:1 This line is neither key: value nor a list item/],
  ["two keys on a line", "hosts: a: b\n", /^1:\d+ A second key and colon on one line/],
  ["an odd indent", "hosts:\n  - a\n - b\n", /indented|dash/],
  ["a list without its dash", "hosts:\n  - a\n  b\n", /indented|dash/],
  ["a key twice", "port: 1\nport: 2\n", /^2:1 This key stands twice in the same block$/],
  ["a character that begins no text", "port: @x\n", /stands in quotes/],
  ["a text for a number", "port: a\n", /^1:7 port: expected a number$/],
  ["a number for a list", "hosts: 1\n", /^1:8 hosts: expected a list$/],
  ["nothing for a list", "hosts:\n", /^1:1 hosts: is empty, expected a list$/],
  ["a word for a switch", "on: perhaps\n", /^1:5 on: expected true or false$/],
])("%s is told in plain words, at its place", (_name, text, expected) => {
  const read = readYaml(text, schema, { file: "f.yaml" });
  const problems = read.kind === "invalid" ? read.problems : [];
  const told = problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  expect(told).toContainEqual(expect.stringMatching(expected));
  expect(told.join("\n")).not.toMatch(/implicit|indicator|sequence|token|flow |compact|received/i);
});
