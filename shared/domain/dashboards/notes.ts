import { z } from "zod";

/** What an import could not carry over, for the person who has to decide what to do about it. */
export const importNote = z.object({
  /** `lost`: nothing is shown for it. `changed`: shown, but not as it was. `look`: colours and other looks only. */
  level: z.enum(["lost", "changed", "look"]),
  what: z.string(),
  why: z.string(),
  advice: z.string(),
  /** The panels it concerns; none: the dashboard as a whole. */
  panels: z.array(z.object({ id: z.string(), title: z.string() })),
});
export type ImportNote = Readonly<z.infer<typeof importNote>>;

export interface PanelName {
  readonly id: string;
  readonly title: string;
}

const mostNotes = 300;

/** Gathers notes; the same one for several panels is told once with all of them. */
export class NoteBook {
  private readonly notes = new Map<string, ImportNote & { panels: PanelName[] }>();

  add(level: ImportNote["level"], what: string, why: string, advice: string, panel: PanelName | null = null): void {
    const key = JSON.stringify([level, what, why]);
    const known = this.notes.get(key);
    if (!known && this.notes.size >= mostNotes) return;
    const note = known ?? { level, what, why, advice, panels: [] };
    if (panel && !note.panels.some(({ id }) => id === panel.id)) note.panels.push(panel);
    this.notes.set(key, note);
  }

  /** The gravest first. */
  all(): readonly ImportNote[] {
    const rank = { lost: 0, changed: 1, look: 2 };
    return [...this.notes.values()].sort((a, b) => rank[a.level] - rank[b.level]);
  }
}
