import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, DialogTrigger, ListBox, ListBoxItem, Popover } from "react-aria-components";
import buttonStyles from "./Button.module.css";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";
import styles from "./overlay.module.css";
import { SearchInput } from "./SearchInput.tsx";
import type { SelectOption } from "./Select.tsx";

/** Of a long list, no more than this is drawn: the filter finds the rest. */
const mostShown = 200;
const searchAbove = 8;

/** Several of many, folded into a button, with a filter when there are many. */
export function MultiSelect({
  label,
  options,
  selected,
  summary,
  onChange,
  single = false,
}: {
  readonly label: string;
  readonly options: readonly SelectOption<string>[];
  readonly selected: readonly string[];
  /** What the button says. */
  readonly summary: string;
  readonly onChange: (selected: readonly string[]) => void;
  /** One at a time, which closes the list. */
  readonly single?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const matching = options.filter((option) => option.label.toLowerCase().includes(text.toLowerCase()));
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        className={cx(buttonStyles.button, styles.selectButton)}
        aria-label={`${label}: ${summary}`}
        onPress={() => setText("")}
      >
        <span className={styles.summary}>{summary}</span>
        <Icon of={ChevronDown} size={12} className="fg3" />
      </Button>
      <Popover className={styles.popover ?? ""} offset={4} placement="bottom start">
        <Dialog aria-label={label} className={styles.multi ?? ""}>
          {options.length > searchAbove ? (
            <div className={styles.multiFilter}>
              <SearchInput label={`Filter ${label}`} placeholder="Filter" size="sm" value={text} onChange={setText} />
            </div>
          ) : null}
          <ListBox
            aria-label={label}
            className={styles.list ?? ""}
            selectionMode={single ? "single" : "multiple"}
            disallowEmptySelection={single}
            // Escape closes the list; what is chosen stays.
            escapeKeyBehavior="none"
            selectedKeys={selected}
            items={matching.slice(0, mostShown)}
            onSelectionChange={(keys) => {
              if (keys === "all") return;
              // What the filter hides stays selected.
              const hidden = single ? [] : selected.filter((id) => !matching.some((option) => option.id === id));
              onChange([...hidden, ...options.flatMap(({ id }) => (keys.has(id) && !hidden.includes(id) ? [id] : []))]);
              if (single) setOpen(false);
            }}
            renderEmptyState={() => <p className={styles.heading}>Nothing matches</p>}
          >
            {(option) => (
              <ListBoxItem id={option.id} textValue={option.label} className={styles.item ?? ""}>
                {({ isSelected }) => (
                  <>
                    <span className={styles.check}>{isSelected ? <Icon of={Check} size={12} /> : null}</span>
                    <span className={styles.text}>{option.label}</span>
                  </>
                )}
              </ListBoxItem>
            )}
          </ListBox>
          {matching.length > mostShown ? (
            <p className={styles.heading}>{matching.length - mostShown} more: filter to find them</p>
          ) : null}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
