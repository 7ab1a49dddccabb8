import type { Clock } from "../../shared/base/clock.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import { MidwatchError } from "../../shared/base/errors.ts";
import type { Prompt } from "../../shared/contract/areas/setup.ts";
import type { SshPrompter } from "../services/ssh/types.ts";

/** How long a person has to answer before the attempt is given up. */
const answerTimeoutMs = 120_000;

export interface Prompts extends SshPrompter {
  readonly open: readonly Prompt[];
  readonly onChange: Event<void>;
  /** Null refuses. Rejects with NOT_FOUND when the question is gone and BAD_REQUEST when the count of answers is wrong. */
  answer(id: string, answers: readonly string[] | null): void;
}

/** The questions that are open now; answers pass through and are kept nowhere. */
export function createPrompts(dependencies: { readonly clock: Clock }): Prompts {
  const { clock } = dependencies;
  const waiting = new Map<
    string,
    { readonly prompt: Prompt; readonly settle: (answers: readonly string[] | null) => void }
  >();
  const changed = new Emitter<void>();
  let count = 0;

  return {
    get open() {
      return [...waiting.values()].map(({ prompt }) => prompt);
    },
    onChange: changed.event,

    ask(question, signal) {
      if (signal.aborted) return Promise.resolve(null);
      count += 1;
      const id = `prompt-${count}`;
      const askedAtMs = clock.nowMs();
      const fields = question.fields.map(({ label, echo }) => ({ label, echo }));
      const prompt: Prompt = { ...question, fields, id, askedAtMs, expiresAtMs: askedAtMs + answerTimeoutMs };
      return new Promise((resolve) => {
        const settle = (answers: readonly string[] | null) => {
          if (!waiting.delete(id)) return;
          timer.dispose();
          signal.removeEventListener("abort", refuse);
          changed.fire();
          resolve(answers);
        };
        const refuse = () => settle(null);
        const timer = clock.after(answerTimeoutMs, refuse);
        signal.addEventListener("abort", refuse, { once: true });
        waiting.set(id, { prompt, settle });
        changed.fire();
      });
    },

    answer(id, answers) {
      const entry = waiting.get(id);
      if (!entry) throw new MidwatchError("NOT_FOUND", "This question is no longer open: it expired or was answered");
      const expected = entry.prompt.fields.length;
      if (answers && answers.length !== expected) {
        throw new MidwatchError("BAD_REQUEST", `This question takes ${expected} answers, not ${answers.length}`);
      }
      entry.settle(answers);
    },
  };
}
