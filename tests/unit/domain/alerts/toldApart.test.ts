import { expect, test } from "vitest";
import { toldApart } from "../../../../shared/domain/alerts/toldApart.ts";
import { buildAlert } from "../../../builders/alerts.ts";

const targets = (...all: readonly Readonly<Record<string, string>>[]) => [
  ...toldApart(all.map((labels, i) => buildAlert({ id: `${i}`, name: labels.alertname ?? "Queue", labels }))).values(),
];

test("alerts of one name and target are told apart by the first label in which all of them differ", () => {
  const chat = { service: "chat", job: "vllm" };
  expect(
    targets({ ...chat, instance: "a:1", zone: "x" }, { ...chat, instance: "b:1", zone: "x" }, { service: "embed" }),
  ).toEqual(["chat a:1", "chat b:1", "embed"]);
});

test("where no label tells them all apart, every one that tells some does", () => {
  expect(
    targets(
      { service: "chat", gpu: "0", rank: "0" },
      { service: "chat", gpu: "0", rank: "1" },
      { service: "chat", gpu: "1", rank: "0" },
    ),
  ).toEqual(["chat 0 0", "chat 0 1", "chat 1 0"]);
  expect(targets({ service: "chat", zone: "x" }, { service: "chat" })).toEqual(["chat x", "chat no zone"]);
});

test("alerts of other names need nothing more", () => {
  expect(
    targets({ alertname: "Slow", service: "chat", a: "1" }, { alertname: "Queue", service: "chat", a: "2" }),
  ).toEqual(["chat", "chat"]);
});
