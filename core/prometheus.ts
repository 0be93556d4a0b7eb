/** One figure that others may collect: its series share name, meaning and type. */
export interface MetricFamily {
  /** Lower case, digits and underscores; counters end in `_total`, and units are in the name. */
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly samples: readonly MetricSample[];
}

/** One series of a family and its value now. */
export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A family without labels: one value. */
export function figure(type: MetricFamily["type"], name: string, help: string, value: number): MetricFamily {
  return { name, help, type, samples: [{ value }] };
}

/** The media type of the text. Source: Prometheus, exposition formats, text-based format 0.0.4. */
export const prometheusType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Families in the form Prometheus reads; one without series is left out.
 * Source: Prometheus, exposition formats, text-based format 0.0.4.
 */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const series = samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${numberText(value)}\n`);
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${series.join("")}`;
    })
    .join("");
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}
