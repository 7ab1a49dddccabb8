import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The tokens of the page reach into the editor's shadow tree as custom properties; nothing else of the page's styles does. */
const highlight = HighlightStyle.define([
  // Aggregations are operator keywords to the grammar and functions to people.
  { tag: [tags.function(tags.variableName), tags.operatorKeyword], color: "var(--k-fn)" },
  { tag: [tags.modifier, tags.logicOperator], color: "var(--k-kw)" },
  { tag: tags.labelName, color: "var(--k-lbl)" },
  { tag: tags.string, color: "var(--k-str)" },
  { tag: tags.number, color: "var(--k-num)" },
  { tag: [tags.operator, tags.arithmeticOperator], color: "var(--k-op)" },
  { tag: tags.comment, color: "var(--fg-3)" },
]);

const popup = {
  background: "var(--bg-tip)",
  color: "var(--fg-1)",
  border: "1px solid var(--line-2)",
  borderRadius: "var(--r-3)",
  boxShadow: "var(--shadow-2)",
};

const look = EditorView.theme({
  "&": { fontSize: "12.5px", color: "var(--fg-1)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", fontVariantLigatures: "none", lineHeight: "20px" },
  ".cm-content": { padding: "4px 0", caretColor: "var(--fg-0)" },
  ".cm-line": { padding: "0" },
  ".cm-placeholder": { color: "var(--fg-3)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--ac-bg)", outline: "1px solid var(--ac-line)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--crit)" },
  ".cm-selectionMatch": { backgroundColor: "var(--ac-bg)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--crit) 1px",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn) 1px",
    textUnderlineOffset: "4px",
  },
  ".cm-tooltip": { ...popup, zIndex: "30" },
  ".cm-tooltip.cm-tooltip-lint": { padding: "4px 0" },
  ".cm-diagnostic": { padding: "4px 10px", borderLeft: "none", font: "12px var(--font-ui)" },
  ".cm-diagnostic-error": { color: "var(--crit)" },
  ".cm-diagnostic-warning": { color: "var(--warn)" },
  ".cm-tooltip.cm-tooltip-autocomplete": { padding: "4px 0" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-mono)",
    fontSize: "12px",
    minWidth: "320px",
    maxHeight: "17em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "16px",
    padding: "0 10px",
    lineHeight: "24px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--ac-bg)",
    color: "var(--fg-0)",
    boxShadow: "inset 2px 0 0 var(--ac)",
  },
  ".cm-completionLabel": { flex: "1", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--ac)", fontWeight: "600" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--fg-3)", marginLeft: "0" },
  ".cm-tooltip.cm-completionInfo": { padding: "10px 12px", maxWidth: "280px", font: "12px/17px var(--font-ui)" },
  ".metricInfo h3": { margin: "0 0 4px", fontSize: "12px", fontWeight: "600", color: "var(--fg-0)" },
  ".metricInfo p": { margin: "0 0 8px", color: "var(--fg-2)" },
  ".metricInfo dl": {
    margin: "0",
    display: "grid",
    gridTemplateColumns: "auto 1fr",
    gap: "2px 16px",
    fontSize: "11px",
  },
  ".metricInfo dt": { color: "var(--fg-3)" },
  ".metricInfo dd": { margin: "0", textAlign: "right", color: "var(--fg-1)", fontFamily: "var(--font-mono)" },
});

export const editorTheme: Extension = [look, syntaxHighlighting(highlight)];
