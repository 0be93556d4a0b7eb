/** The outcome of an action, in words for the person who asked. */
export interface Outcome {
  readonly ok: boolean;
  readonly words: string;
}

/** Sends one action to the server; never throws. */
export async function act(path: string, body: unknown): Promise<Outcome> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as {
      error?: string;
      results?: { state: string; refusal?: string; detail?: string }[];
    };
    const last = answer.results?.at(-1);
    const words = answer.error ?? [last?.state, last?.refusal, last?.detail].filter(Boolean).join(": ");
    return { ok: response.ok, words };
  } catch (error) {
    return { ok: false, words: String(error) };
  }
}

/** The recorded points of one variable: [epoch ms, value or null]. Empty when the server cannot say. */
export async function history(
  site: string,
  path: string,
  from: number,
  to: number,
): Promise<[number, number | null][]> {
  const [device, variable] = path.split("/");
  const query = new URLSearchParams({
    site,
    device: device ?? "",
    variable: variable ?? "",
    from: String(Math.floor(from)),
    to: String(Math.ceil(to)),
  });
  try {
    const response = await fetch(`/api/v1/history?${query}`);
    return response.ok ? ((await response.json()) as [number, number | null][]) : [];
  } catch {
    return [];
  }
}
