import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeCompletion,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, placeholder as emptyText, keymap } from "@codemirror/view";
import { LanguageType, promQLLanguage } from "@prometheus-io/codemirror-promql";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { CompletionSource } from "./completion.ts";
import { editorTheme } from "./editorTheme.ts";

/** Something wrong in the text, at its place (UTF-16 units, `to` exclusive). */
export interface EditorProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export interface PromqlEditorOptions {
  readonly text: string;
  /** The field's accessible name. */
  readonly label: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
  /** Enter, or Ctrl+Enter. */
  readonly onRun: () => void;
}

/**
 * One text field for PromQL: highlighting, completion, problems underlined. It lives in a shadow tree, because there the
 * editor's styles are style sheet objects, which the page's content security policy allows; a style element it does not.
 */
export class PromqlEditor implements Disposable {
  private readonly view: EditorView;
  private readonly language = promQLLanguage(LanguageType.PromQL);
  private readonly completion = new Compartment();

  constructor(element: HTMLElement, options: PromqlEditorOptions) {
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open", delegatesFocus: true });
    root.replaceChildren();
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({ doc: options.text, extensions: this.extensions(options) }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces the whole text, as one step that can be undone; the same text again does nothing. */
  setText(text: string): void {
    if (text === this.text) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  setCompletion(source: CompletionSource): void {
    const complete = this.language.data.of({ autocomplete: source.complete });
    this.view.dispatch({ effects: this.completion.reconfigure(complete) });
  }

  setProblems(problems: readonly EditorProblem[]): void {
    const length = this.view.state.doc.length;
    const diagnostics = problems.map(({ from, to, ...rest }): Diagnostic => {
      const start = Math.min(from, Math.max(0, length - 1));
      return { ...rest, from: start, to: Math.min(length, Math.max(to, start + 1)) };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  focus(): void {
    this.view.focus();
    this.view.dispatch({ selection: { anchor: this.view.state.doc.length } });
  }

  dispose(): void {
    this.view.destroy();
  }

  private extensions({ label, placeholder, onChange, onRun }: PromqlEditorOptions): Extension {
    const run = (view: EditorView) => {
      closeCompletion(view);
      onRun();
      return true;
    };
    return [
      this.language,
      this.completion.of([]),
      history(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({
        icons: false,
        interactionDelay: 0,
        tooltipClass: () => "promqlCompletion",
        maxRenderedOptions: 100,
      }),
      // Enter takes the offered completion while the list is open, and runs the query otherwise.
      Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
      keymap.of([
        ...completionKeymap,
        { key: "Tab", run: acceptCompletion },
        { key: "Enter", run, shift: insertNewlineAndIndent },
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
      emptyText(placeholder),
      editorTheme,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ];
  }
}
