import { asRecord, getList, getRecord, getText, type Json } from "../../../shared/domain/dashboards/json.ts";

const most = 50;

/**
 * A dashboard with the bodies of its library panels under `__elements`, where an export keeps them too. One that cannot be
 * had stays a name: the import then says so.
 */
export async function withLibraryPanels(dashboard: Json, element: (uid: string) => Promise<unknown>): Promise<Json> {
  const uids = [...new Set(stubsIn(getList(dashboard, "panels")))].slice(0, most);
  if (uids.length === 0) return dashboard;
  const bodies = await Promise.all(
    uids.map(async (uid) => {
      const result = await element(uid).then(
        (answer) => getRecord(asRecord(answer), "result"),
        () => ({}),
      );
      return "model" in result ? [[uid, result] as const] : [];
    }),
  );
  return { ...dashboard, __elements: { ...getRecord(dashboard, "__elements"), ...Object.fromEntries(bodies.flat()) } };
}

/** Library panels without a type: the server sent their name alone. */
function stubsIn(panels: readonly unknown[]): readonly string[] {
  return panels.flatMap((item) => {
    const panel = asRecord(item);
    const uid = getText(getRecord(panel, "libraryPanel"), "uid");
    const own = uid !== null && getText(panel, "type") === null ? [uid] : [];
    return [...own, ...stubsIn(getList(panel, "panels"))];
  });
}
