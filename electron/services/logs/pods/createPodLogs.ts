import { z } from "zod";
import { type CancelSignal, delay, throwIfCancelled } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import { objectPath, parseObjectRef } from "../../../../shared/domain/kubernetes/objectRef.ts";
import { type Pod, readPod } from "../../../../shared/domain/kubernetes/pod.ts";
import { labelSelector, selectorText } from "../../../../shared/domain/kubernetes/selector.ts";
import { formatTerm } from "../../../../shared/domain/logs/filter/formatFilter.ts";
import { lineMatcher } from "../../../../shared/domain/logs/filter/matchLine.ts";
import { mergeByTime } from "../../../../shared/domain/logs/mergeLines.ts";
import { limitPage } from "../../../../shared/domain/logs/page.ts";
import { formatPodSource, type PodSource, podSourceText } from "../../../../shared/domain/logs/podSource.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";
import { mapLimited } from "../../mapLimited.ts";
import type { LogProblem, LogSource, LogWish } from "../types.ts";
import { type ContainerOfPod, containersOf, readWindow } from "./containerLog.ts";
import { followContainer } from "./followContainer.ts";

/** Each one is a connection of its own while it is followed. */
const mostPods = 12;
const podsAtATime = 6;
/** Pods of a workload come and go. */
const lookMs = 10_000;

const selecting = z.object({ spec: z.object({ selector: labelSelector }) });
const podList = z.object({ items: z.array(z.unknown()).nullish() });

/** The logs of a pod, or of the pods of a workload, as the API server tells them. */
export function createPodLogs(
  of: PodSource,
  { api, clock, random }: { readonly api: KubernetesApi; readonly clock: Clock; readonly random: () => number },
): LogSource {
  const name = formatPodSource(of);
  const origin = { source: name };
  const problem = (where: string, error: unknown): LogProblem => ({
    source: name,
    where,
    code: isMidwatchError(error) ? error.code : "REMOTE_FAILED",
    message: errorText(error),
  });

  async function selectorOf({ namespace, pods }: PodSource, signal: CancelSignal): Promise<string> {
    if ("selector" in pods) return pods.selector;
    const ref = "workload" in pods ? parseObjectRef(pods.workload, namespace) : null;
    const selector =
      ref && selectorText(selecting.parse(await api.get({ path: objectPath(ref), signal })).spec.selector);
    if (selector) return selector;
    throw new MidwatchError("UNSUPPORTED", `Which pods ${podSourceText(of)} has cannot be told by labels`);
  }

  /** The newest, and how many there are. */
  async function pods(
    { hosts }: LogWish,
    signal: CancelSignal,
  ): Promise<{ readonly shown: readonly Pod[]; readonly all: number }> {
    const base = `/api/v1/namespaces/${encodeURIComponent(of.namespace)}/pods`;
    const items =
      "name" in of.pods
        ? [await api.get({ path: `${base}/${encodeURIComponent(of.pods.name)}`, signal })]
        : (podList.parse(
            await api.get({ path: base, query: { labelSelector: await selectorOf(of, signal), limit: "500" }, signal }),
          ).items ?? []);
    const all = items
      .flatMap((item) => readPod(item) ?? [])
      .filter(({ node }) => hosts === null || (node !== null && hosts.includes(node)))
      .sort((a, b) => (b.createdMs ?? 0) - (a.createdMs ?? 0));
    return { shown: all.slice(0, mostPods), all: all.length };
  }

  function tooMany(all: number): readonly LogProblem[] {
    if (all <= mostPods) return [];
    const message = `Of ${all} pods the ${mostPods} newest are read: choose one, or a host`;
    return [{ source: name, where: "", code: "LIMIT", message }];
  }

  async function windowOf(container: ContainerOfPod, query: Parameters<LogSource["query"]>[0], signal: CancelSignal) {
    const where = `${container.pod.name}/${container.container}`;
    try {
      const read = await readWindow(api, container, { ...query, nowMs: clock.nowMs(), origin, signal });
      if (read === null) return null;
      const { problem: text, ...page } = read;
      return { page, problems: text === null ? [] : [{ source: name, where, code: "LIMIT" as const, message: text }] };
    } catch (error) {
      throwIfCancelled(signal);
      if (!isMidwatchError(error)) throw error;
      return { page: { lines: [], completeFromMs: query.startMs }, problems: [problem(where, error)] };
    }
  }

  return {
    name,
    kind: "pods",

    async query(query, signal) {
      refuseOwnQuery(query);
      const { shown, all } = await pods(query, signal);
      const found = await mapLimited(shown.flatMap(containersOf), podsAtATime, (one) => windowOf(one, query, signal));
      const answers = found.filter((one) => one !== null);
      const matches = lineMatcher(query.filter.terms);
      const page = limitPage(
        {
          lines: mergeByTime(answers.map(({ page: { lines } }) => lines)).filter(matches),
          completeFromMs: Math.max(query.startMs, ...answers.map(({ page: { completeFromMs } }) => completeFromMs)),
        },
        query.limit,
      );
      const problems = [...tooMany(all), ...answers.flatMap((one) => one.problems)];
      return { ...page, problems, appliedHere: query.filter.terms.map(formatTerm) };
    },

    async tail(wish, sink, signal) {
      refuseOwnQuery(wish);
      const matches = lineMatcher(wish.filter.terms);
      const wrong = new Map<string, LogProblem>();
      const following = new Map<string, Promise<void>>();
      const beganMs = clock.nowMs();
      let told = "";
      const tell = (more: readonly LogProblem[] = []) => {
        const problems = [...more, ...wrong.values()];
        const text = JSON.stringify(problems);
        if (text !== told) sink.problems(problems);
        told = text;
      };
      const follow = (container: ContainerOfPod) => {
        const key = `${container.pod.id}/${container.container}`;
        if (following.has(key)) return;
        const where = `${container.pod.name}/${container.container}`;
        const followed = followContainer(api, container, {
          clock,
          random,
          origin,
          // All of one that was made meanwhile.
          fromMs: Math.max(beganMs, container.pod.createdMs ?? beganMs),
          lines(lines) {
            const wanted = lines.filter(matches);
            if (wanted.length > 0) sink.lines(wanted);
          },
          problem(text) {
            if (text === null) wrong.delete(where);
            else wrong.set(where, { source: name, where, code: "UNAVAILABLE", message: text });
            tell();
          },
          signal,
        }).finally(() => {
          following.delete(key);
          wrong.delete(where);
        });
        following.set(key, followed);
      };
      while (!signal.aborted) {
        let overflow: readonly LogProblem[] = [];
        try {
          const { shown, all } = await pods(wish, signal);
          overflow = tooMany(all);
          wrong.delete("");
          for (const pod of shown) for (const one of containersOf(pod)) if (!one.previous) follow(one);
        } catch (error) {
          throwIfCancelled(signal);
          if (!isMidwatchError(error)) throw error;
          wrong.set("", problem("", error));
        }
        tell(overflow);
        sink.began();
        await delay(clock, lookMs, signal).catch(() => {});
      }
      await Promise.all(following.values());
    },

    // Reading a log to count it costs as much as reading it.
    volume: async () => null,
  };
}

function refuseOwnQuery({ filter }: LogWish): void {
  if (filter.own) throw new MidwatchError("UNSUPPORTED", "Logs of pods cannot be asked in a server's own language");
}
