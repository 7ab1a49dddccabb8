import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Keycap } from "../../ui/Keycap.tsx";
import { capsOf, isMac } from "./chord.ts";
import styles from "./KeysDialog.module.css";
import { type KeyScope, keysStore } from "./keysStore.ts";

/** Every key that works now, by scope. */
export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const scopes = keysStore((state) => state.scopes);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Keys"
      width={560}
      footer={
        <Button size="lg" keys="Esc" onPress={onClose}>
          Close
        </Button>
      }
    >
      <div className={styles.columns}>
        {[...scopes]
          .filter((scope) => !scope.inDialog)
          .reverse()
          .map((scope) => (
            <ScopeKeys key={scope.id} scope={scope} />
          ))}
      </div>
    </Dialog>
  );
}

function ScopeKeys({ scope }: { readonly scope: KeyScope }) {
  const shown = scope.bindings.filter((binding) => !binding.hidden);
  if (shown.length === 0) return null;
  return (
    <section className={styles.scope}>
      <h3>{scope.name}</h3>
      {shown.map((binding) => (
        <div key={binding.keys}>
          {binding.label}
          <Keycap keys={binding.caps ?? capsOf(binding.keys, isMac)} />
        </div>
      ))}
    </section>
  );
}
