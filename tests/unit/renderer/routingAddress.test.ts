import { expect, test } from "vitest";
import {
  formatRoutingView,
  labelsOf,
  parseRoutingView,
} from "../../../renderer/features/alerts/routing/routingAddress.ts";

test.each([
  { labels: '{alertname="Hot", note="a, \\"b\\" & c"}', configuration: "eu 1" },
  { labels: "", configuration: null },
])("%j comes back from the address", (view) => {
  expect(parseRoutingView(formatRoutingView(view))).toEqual(view);
});

test.each([
  ['{alertname="Hot", gpu = 3}', { alertname: "Hot", gpu: "3" }],
  ["", {}],
  ["severity!=critical", null],
  ["Hot", null],
  ["{", null],
  ['{alertname="Hot"', null],
])("%s are the labels %j", (text, labels) => {
  expect(labelsOf(text)).toEqual(labels);
});
