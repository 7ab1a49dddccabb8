import { workspaceStore } from "../../../state/workspaceStore.ts";
import { Select } from "../../../ui/Select.tsx";
import { TextArea } from "../../../ui/TextArea.tsx";
import { DraftChoice, DraftField } from "../DraftField.tsx";
import styles from "../SourceDialog.module.css";
import type { ChannelDraft, ChannelProblems } from "./channelDraft.ts";
import { channelKinds } from "./channelKinds.ts";

interface FieldsProps {
  readonly draft: ChannelDraft;
  readonly problems: ChannelProblems;
  readonly onChange: (change: Partial<ChannelDraft>) => void;
  /** Whether values of secrets are kept already: empty then leaves them. */
  readonly isKept: boolean;
}

/** What a channel is called, where it is, how to get in. */
export function ChannelFields(props: FieldsProps) {
  const { draft, onChange } = props;
  return (
    <>
      <div className={styles.pair}>
        <DraftChoice label="Kind">
          <Select label="Kind" options={channelKinds} value={draft.kind} onChange={(kind) => onChange({ kind })} />
        </DraftChoice>
        <DraftField {...props} field="name" label="Name" placeholder="oncall-room" autoFocus />
      </div>
      <KindFields {...props} />
      {draft.kind === "desktop" || draft.kind === "email" ? null : <Via draft={draft} onChange={onChange} />}
    </>
  );
}

function KindFields(props: FieldsProps) {
  const { draft, problems, onChange, isKept } = props;
  const kept = isKept ? { hint: "empty: as kept" } : {};
  switch (draft.kind) {
    case "desktop":
      return (
        <p className="small fg3">A notification of the desktop, or of every browser that has this console open.</p>
      );
    case "slack":
      return <DraftField {...props} {...kept} field="address" label="Address of its incoming webhook" secret />;
    case "wecom":
      return <DraftField {...props} {...kept} field="address" label="Address of its robot" secret />;
    case "feishu":
    case "dingtalk":
      return (
        <div className={styles.pair}>
          <DraftField {...props} {...kept} field="address" label="Address of its robot" secret />
          <DraftField {...props} field="sign" label="Secret of its signature" hint="where its check is on" secret />
        </div>
      );
    case "pagerduty":
      return (
        <>
          <DraftField {...props} {...kept} field="routingKey" label="Integration key" secret />
          <DraftField {...props} field="url" label="Address" placeholder="https://events.pagerduty.com/v2/enqueue" />
        </>
      );
    case "email":
      return (
        <>
          <div className={styles.pair}>
            <DraftField {...props} field="host" label="Mail server" placeholder="smtp.example.org" />
            <DraftField {...props} field="port" label="Port" />
            <DraftChoice label="Security">
              <Select
                label="Security"
                options={[
                  { id: "starttls", label: "STARTTLS" },
                  { id: "tls", label: "TLS from the start" },
                  { id: "none", label: "None: in the clear" },
                ]}
                value={draft.security}
                onChange={(security) => onChange({ security })}
              />
            </DraftChoice>
          </div>
          <div className={styles.pair}>
            <DraftField {...props} field="user" label="User" hint="empty: without sign-in" />
            <DraftField {...props} {...kept} field="password" label="Password" secret />
          </div>
          <div className={styles.pair}>
            <DraftField {...props} field="from" label="From" placeholder="midwatch@example.org" />
            <DraftField {...props} field="to" label="To" placeholder="oncall@example.org, lead@example.org" />
          </div>
        </>
      );
    case "webhook":
      return (
        <>
          <DraftField {...props} field="url" label="Address" placeholder="https://hooks.example/alerts" />
          <SignInFields {...props} />
        </>
      );
    case "gateway":
      return (
        <>
          <DraftField {...props} field="url" label="Address" placeholder="https://sms.example/send" />
          <SignInFields {...props} />
          <div className={styles.pair}>
            <DraftChoice label="Method">
              <Select
                label="Method"
                options={[
                  { id: "POST", label: "POST" },
                  { id: "PUT", label: "PUT" },
                ]}
                value={draft.method}
                onChange={(method) => onChange({ method })}
              />
            </DraftChoice>
            <DraftField {...props} field="contentType" label="Content type" />
          </div>
          <TextArea
            label="Template of its body"
            rows={4}
            placeholder={'{"to": "+49 170 0000000", "text": {{ json .Title }}}'}
            value={draft.template}
            error={problems.template ?? null}
            onChange={(template) => onChange({ template })}
          />
        </>
      );
  }
}

function SignInFields(props: FieldsProps) {
  const { draft, onChange, isKept } = props;
  return (
    <div className={styles.pair}>
      <DraftChoice label="Sign-in">
        <Select
          label="Sign-in"
          options={[
            { id: "none", label: "None" },
            { id: "basic", label: "User and password" },
            { id: "bearer", label: "Bearer token" },
          ]}
          value={draft.signIn}
          onChange={(signIn) => onChange({ signIn })}
        />
      </DraftChoice>
      {draft.signIn === "basic" ? <DraftField {...props} field="user" label="User" /> : null}
      {draft.signIn === "none" ? null : (
        <DraftField
          {...props}
          {...(isKept ? { hint: "empty: as kept" } : {})}
          field="token"
          label={draft.signIn === "basic" ? "Password" : "Token"}
          secret
        />
      )}
    </div>
  );
}

function Via({ draft, onChange }: Pick<FieldsProps, "draft" | "onChange">) {
  const hosts = workspaceStore(({ workspace }) => workspace?.hostNames) ?? [];
  const options = [
    { id: "", label: "From this machine" },
    ...hosts.map((host) => ({ id: host, label: `Through ${host}` })),
  ];
  return (
    <DraftChoice label="Reached">
      <Select label="Reached" options={options} value={draft.via} onChange={(via) => onChange({ via })} />
    </DraftChoice>
  );
}
