import { Lock, Search } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import {
  Autocomplete,
  Collection,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  TextField,
} from "react-aria-components";
import { afterFrame } from "../../ui/afterFrame.ts";
import { cx } from "../../ui/cx.ts";
import { TopOverlay } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Keycap } from "../../ui/Keycap.tsx";
import { capsOf, isMac } from "../keyboard/chord.ts";
import { BuiltInEntries, queryEntry } from "./BuiltInEntries.tsx";
import { type PaletteResult, type PaletteSection, parseInput, rank, scopes, sections } from "./entries.ts";
import { Highlighted } from "./Highlighted.tsx";
import styles from "./Palette.module.css";
import { closePalette, paletteStore } from "./paletteStore.ts";

const widthPx = 680;

/** Search or run: one field over everything, narrowed by a prefix. */
export function Palette() {
  const open = paletteStore((state) => state.open);
  return (
    <TopOverlay open={open} onClose={closePalette} label="Command palette" width={widthPx}>
      <BuiltInEntries />
      <PaletteBody />
    </TopOverlay>
  );
}

function PaletteBody() {
  const sources = paletteStore((state) => state.sources);
  const [input, setInput] = useState(() => paletteStore.getState().input);
  const entries = useMemo(() => [...sources.values()].flat(), [sources]);
  const found = useMemo(() => search(entries, input), [entries, input]);
  // Making the rows takes longer than all else: the field is drawn before, and takes letters.
  const [hasRows, setHasRows] = useState(false);
  useEffect(() => afterFrame(() => setHasRows(true)), []);

  const run = (id: string) => {
    const results = found.sections.flatMap((section) => section.results);
    closePalette();
    results.find(({ entry }) => entry.id === id)?.entry.run();
  };

  return (
    <Autocomplete inputValue={input} onInputChange={setInput}>
      <TextField
        aria-label="Search or run a command"
        className={styles.field ?? ""}
        autoFocus
        onKeyDown={(event) => {
          // Nothing is picked before the first letter: Enter then takes what stands first.
          const first = found.sections[0]?.results[0]?.entry.id;
          const picked = event.target instanceof Element && event.target.hasAttribute("aria-activedescendant");
          if (event.key === "Enter" && !picked && first !== undefined) run(first);
          else event.continuePropagation();
        }}
      >
        <Icon of={Search} />
        <Input
          role="combobox"
          aria-expanded="true"
          className={styles.input ?? ""}
          placeholder="Search or run a command"
          spellCheck="false"
        />
        <Keycap keys="Esc" />
      </TextField>
      <div className={styles.scopes} role="toolbar" aria-label="Scope">
        {scopes.map((scope) => (
          <button
            key={scope.id}
            type="button"
            aria-pressed={scope.id === found.scope}
            className={cx(styles.scope, scope.id === found.scope && styles.scopeOn)}
            onClick={() => setInput(scope.prefix + found.text)}
          >
            {scope.label}
            {scope.prefix ? <Keycap keys={scope.prefix} /> : null}
          </button>
        ))}
      </div>
      {hasRows ? <Results found={found.sections} onRun={run} /> : <div className={cx(styles.list, styles.coming)} />}
      <footer className={styles.foot}>
        <span>
          <Keycap keys={["Up", "Down"]} /> Move
        </span>
        <span>
          <Keycap keys="Enter" /> Open
        </span>
        <span className={styles.count} role="status">
          {found.count} {found.count === 1 ? "result" : "results"}, {found.tookMs} ms
        </span>
      </footer>
    </Autocomplete>
  );
}

function Results({
  found,
  onRun,
}: {
  readonly found: readonly PaletteSection[];
  readonly onRun: (id: string) => void;
}) {
  return (
    <ListBox
      aria-label="Results"
      className={styles.list ?? ""}
      items={found}
      selectionMode="none"
      onAction={(key) => onRun(String(key))}
      renderEmptyState={() => <p className={styles.none}>Nothing matches. Try fewer letters, or another scope.</p>}
    >
      {(section) => (
        <ListBoxSection id={`section ${section.id}`}>
          <Header className={styles.heading ?? ""}>
            {section.heading}
            {section.id === "best" ? null : <span>{section.total}</span>}
          </Header>
          <Collection items={section.results.map((result) => ({ id: result.entry.id, result }))}>
            {({ id, result }) => (
              <ListBoxItem id={id} textValue={result.entry.title} className={styles.item ?? ""}>
                <Row result={result} />
              </ListBoxItem>
            )}
          </Collection>
        </ListBoxSection>
      )}
    </ListBox>
  );
}

function Row({ result }: { readonly result: PaletteResult }) {
  const { entry, titleRanges, detailRanges } = result;
  return (
    <>
      <Icon of={entry.icon} />
      <span className={cx(styles.title, "clip", entry.mono && "mono")}>
        <Highlighted text={entry.title} ranges={titleRanges} className={styles.hit ?? ""} />
      </span>
      <span className={cx(styles.detail, "clip")}>
        <Highlighted text={entry.detail ?? ""} ranges={detailRanges} className={styles.hit ?? ""} />
      </span>
      {entry.needsWriteMode ? (
        <span className={styles.lock}>
          <Icon of={Lock} size={12} /> needs write mode
        </span>
      ) : null}
      {entry.keys ? (
        <Keycap keys={capsOf(entry.keys, isMac).filter((cap) => cap !== "then")} />
      ) : (
        <Keycap keys="Enter" className={styles.enter ?? ""} />
      )}
    </>
  );
}

function search(entries: Parameters<typeof rank>[0], input: string) {
  const startMs = performance.now();
  const { scope, text } = parseInput(input);
  // What is typed may be a query of its own.
  const isNew = scope === "query" && text !== "" && !entries.some(({ id }) => id === queryEntry(text).id);
  const results = rank(isNew ? [queryEntry(text), ...entries] : entries, scope, text);
  return {
    scope,
    text,
    sections: sections(results, scope, text),
    count: results.length,
    tookMs: Math.max(1, Math.ceil(performance.now() - startMs)),
  };
}
