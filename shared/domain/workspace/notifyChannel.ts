import { z } from "zod";
import { httpAuth, secretName } from "./httpAccess.ts";
import { serverAccess } from "./serverAccess.ts";

const { name, via, tls, headers } = serverAccess;

/** An address, or the name of a secret that is one: some addresses let in whoever knows them. */
const address = z
  .string()
  .max(2000)
  .regex(
    /^(?:secret:[A-Za-z0-9_.-]{1,100}|https?:\/\/[^\s/?#@]+(?:\/[^\s#]*)?)$/,
    "Use an address such as https://gateway.example/send, or secret:NAME where the address itself is a secret",
  );
/** Addresses that are secrets: whoever has one can write to the room. */
const robot = { name, url: secretName, via, tls };
const hook = { name, url: address, auth: httpAuth.optional(), via, tls, headers };
const mailbox = z
  .string()
  .max(320)
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, "Use an address such as oncall@example.org");

/** Where messages go, told apart by its kind. */
export const notifyChannel = z.discriminatedUnion(
  "kind",
  [
    /** A notification of the desktop, or of the browsers that have this console open. */
    z.strictObject({ kind: z.literal("desktop"), name }),
    /** A Slack incoming webhook. */
    z.strictObject({ kind: z.literal("slack"), ...robot }),
    /** PagerDuty's Events API v2, or what speaks it. */
    z.strictObject({
      kind: z.literal("pagerduty"),
      name,
      routingKey: secretName,
      url: address.default("https://events.pagerduty.com/v2/enqueue"),
      via,
      tls,
    }),
    /** A mail server. */
    z.strictObject({
      kind: z.literal("email"),
      name,
      host: z
        .string()
        .min(1)
        .max(253)
        .regex(/^[^\s/:@]+$|^[0-9a-fA-F:]+$/, "Use a host's name or address"),
      port: z.number().int().min(1).max(65535).default(587),
      /** `starttls` and `tls` never send anything in the clear; `none` does. */
      security: z.enum(["starttls", "tls", "none"]).default("starttls"),
      user: z.string().min(1).max(200).optional(),
      password: secretName.optional(),
      from: mailbox,
      to: z.array(mailbox).min(1).max(50),
      tls: z
        .strictObject({ ca: z.string().min(1).optional(), serverName: z.string().min(1).max(253).optional() })
        .optional(),
    }),
    /** Anything that takes one HTTP request, such as a gateway for SMS: the template is its body. */
    z.strictObject({
      kind: z.literal("gateway"),
      ...hook,
      method: z.enum(["POST", "PUT"]).default("POST"),
      contentType: z
        .string()
        .max(200)
        .regex(/^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+=-]+)*$/, "Use a content type such as application/json")
        .default("application/json"),
      /** A Go template; see shared/domain/notify/bodies/gatewayBody.ts for what it may speak of. */
      template: z.string().min(1).max(20_000),
    }),
    /** Takes what an Alertmanager posts to a webhook, version 4. */
    z.strictObject({ kind: z.literal("webhook"), ...hook }),
    /** Robots of group chats. `sign` is the secret of their signature check; WeCom has none. */
    z.strictObject({ kind: z.literal("feishu"), ...robot, sign: secretName.optional() }),
    z.strictObject({ kind: z.literal("dingtalk"), ...robot, sign: secretName.optional() }),
    z.strictObject({ kind: z.literal("wecom"), ...robot }),
  ],
  "Use kind: desktop, slack, pagerduty, email, gateway, webhook, feishu, dingtalk or wecom",
);
export type NotifyChannel = Readonly<z.infer<typeof notifyChannel>>;
export type NotifyChannelOf<K extends NotifyChannel["kind"]> = Extract<NotifyChannel, { readonly kind: K }>;
