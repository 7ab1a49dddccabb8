import { create } from "zustand";
import type { Prompt } from "./types.ts";

/** Questions that servers ask now, oldest first. */
export const promptsStore = create<{ readonly prompts: readonly Prompt[] }>(() => ({ prompts: [] }));
