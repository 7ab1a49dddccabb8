import { expect, test } from "vitest";
import {
  checkTemplate,
  expandTemplate,
  type KnownQueries,
  type TemplateData,
} from "../../../../../shared/domain/alerts/template/expandTemplate.ts";

const data: TemplateData = {
  labels: { instance: "gpu-a01:9100", job: "node", gpu: "3" },
  value: 1234.5678,
  externalLabels: { region: "eu" },
  externalUrl: "https://console.example/prom",
  timeMs: Date.UTC(2026, 10, 25, 2, 14),
};
const queries: KnownQueries = new Map([
  [
    "up",
    [
      { labels: { __name__: "up", instance: "b" }, value: 0 },
      { labels: { __name__: "up", instance: "a" }, value: 1 },
    ],
  ],
  ["none", []],
  ["bad", { failure: "no such thing" }],
]);

function expand(text: string, more: Partial<TemplateData> = {}): string {
  const result = expandTemplate(text, { ...data, ...more }, queries);
  return result.kind === "text" ? result.text : `needs ${result.query}`;
}

test.each([
  ["plain text, 100 %", "plain text, 100 %"],
  ["{{ $labels.instance }} of {{$labels.job}}", "gpu-a01:9100 of node"],
  ["{{ .Labels.gpu }} {{ .Value }} {{ .ExternalLabels.region }}", "3 1234.5678 eu"],
  ["{{ $labels.missing }}|", "|"],
  ["{{ $externalURL }}{{ pathPrefix }}", "https://console.example/prom/prom"],
  ["a  {{- /* nothing */ -}}  b", "ab"],
  ['{{ if eq $labels.job "node" }}N{{ else }}O{{ end }}', "N"],
  ['{{ if eq $labels.job "x" }}1{{ else if $labels.gpu }}2{{ else }}3{{ end }}', "2"],
  ["{{ with $labels.cluster -}} on {{ . }} {{- end }}!", "!"],
  ["{{ with $labels.gpu -}} on {{ . }} {{- end }}!", "on 3!"],
  ['{{ range query "up" }}{{ .Labels.instance }}={{ .Value }} {{ end }}', "b=0 a=1 "],
  ['{{ range $i, $s := query "up" | sortByLabel "instance" }}{{ $i }}{{ $s | label "instance" }}{{ end }}', "0a1b"],
  ['{{ range query "none" }}x{{ else }}nothing{{ end }}', "nothing"],
  ['{{ with query "up" }}{{ . | first | value | humanize }}{{ end }}', "0"],
  ['{{ query "up" | first | label "instance" }}', "b"],
  ["{{ $n := 1 }}{{ if true }}{{ $n = 2 }}{{ end }}{{ $n }}", "2"],
  [
    '{{ printf "%.2f|%6.1f|%-8s|%q|%05d|%x|%v%%" $value 2.25 "ab" "q" 42 255 true }}',
    '1234.57|   2.2|ab      |"q"|00042|ff|true%',
  ],
  ['{{ printf "%d %s" $value 1 }}', "%!d(float64=1234.5678) %!s(int=1)"],
  ['{{ printf "%s" }}', "%!s(MISSING)"],
  ['{{ printf "x" 1 }}', "x%!(EXTRA int=1)"],
  ["{{ $value | humanize }} {{ 0.00042 | humanize }} {{ humanize1024 1234567.0 }}", "1.235k 420u 1.177Mi"],
  [
    "{{ humanizeDuration 93784.0 }} {{ humanizeDuration 0.0451 }} {{ humanizeDuration 3.5 }}",
    "1d 2h 3m 4s 45.1ms 3.5s",
  ],
  [
    "{{ 0.1234567 | humanizePercentage }} {{ humanizeTimestamp 1435065584.128 }}",
    "12.35% 2015-06-23 13:19:44.128 +0000 UTC",
  ],
  [
    '{{ "host.example:9090" | stripPort }} {{ "host.example:9090" | stripDomain }} {{ "10.0.0.1:1" | stripDomain }}',
    "host.example host:9090 10.0.0.1:1",
  ],
  ['{{ reReplaceAll "(.*):.*" "$1!" $labels.instance }} {{ match "^gpu" $labels.instance }}', "gpu-a01! true"],
  ['{{ "gpu lost" | title }} {{ toUpper "x" }} {{ toLower "Y" }}', "Gpu Lost X y"],
  ['{{ define "who" }}<{{ .arg0 }}>{{ end }}{{ template "who" args $labels.gpu }}', "<3>"],
  [
    '{{ and true "" }}|{{ or "" "b" }}|{{ not true }}|{{ len $labels.job }}|{{ index $labels "job" }}',
    "|b|false|4|node",
  ],
  ["{{ gt $value 5.0 }} {{ le 1 2 }}", "true true"],
  ['{{ range $k, $v := $labels }}{{ if eq $k "job" }}{{ continue }}{{ end }}{{ $k }} {{ end }}', "gpu instance "],
  ['{{ query "bad" }}', "<error expanding template: error executing template: error calling query: no such thing>"],
  [
    '{{ query "none" | first }}',
    "<error expanding template: error executing template: error calling first: first() called on vector with no elements>",
  ],
  [
    "{{ gt $value 5 }}",
    "<error expanding template: error executing template: error calling gt: incompatible types for comparison>",
  ],
  ['{{ query "unknown" }}', "needs unknown"],
  ["{{ . | nope }}", '<error expanding template: error parsing template: function "nope" not defined>'],
])("%s", (text, expected) => {
  expect(expand(text)).toBe(expected);
});

test.each([
  [1e6, "1e+06"],
  [123456789, "1.23456789e+08"],
  [0.00001, "1e-05"],
  [3, "3"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "+Inf"],
])("the value %d is written as Go writes it", (value, expected) => {
  expect(expand("{{ $value }}", { value })).toBe(expected);
});

test.each([
  ["{{ $labels.a", "unclosed action"],
  ["{{ if true }}", "{{if}} has no {{end}}"],
  ["{{ end }}", "unexpected {{end}}"],
  ["{{ $nobody }}", 'undefined variable "$nobody"'],
  ["{{ nothing 1 }}", 'function "nothing" not defined'],
  ["{{ }}", "missing value for command"],
  ["{{ 1 | 2 }}", "non executable command in pipeline"],
  ["{{ $labels.a }}", null],
])("%s is read with the answer %s", (text, expected) => {
  expect(checkTemplate(text)).toBe(expected);
});

test("a template that never ends is given up", () => {
  expect(expand('{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}')).toContain("maximum template depth");
});
