import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { createSeriesTable, labelNames, type SeriesTable } from "./series-table.ts";

/**
 * The label names of a metric. With a list of values for each name the set is closed: any other value
 * is counted as `other`. With names alone the number of series is bounded instead.
 */
export type LabelSpec = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** The labels that a metric takes: exactly its names, and only the listed values where they are listed. */
export type LabelsOf<S extends LabelSpec> = S extends readonly (infer Name extends string)[]
  ? Record<Name, string>
  : { [Name in keyof S]: S[Name] extends readonly (infer Value extends string)[] ? Value : never };

type LabelArguments<S extends LabelSpec> = S extends readonly []
  ? []
  : [keyof LabelsOf<S>] extends [never]
    ? []
    : [labels: LabelsOf<S>];

export interface CounterMetric<S extends LabelSpec> {
  inc(...labels: LabelArguments<S>): void;
  add(amount: number, ...labels: LabelArguments<S>): void;
}

export interface GaugeMetric<S extends LabelSpec> {
  set(value: number, ...labels: LabelArguments<S>): void;
  add(amount: number, ...labels: LabelArguments<S>): void;
}

export interface HistogramMetric<S extends LabelSpec> {
  observe(value: number, ...labels: LabelArguments<S>): void;
}

/** What `docs/metrics.md` says of one metric. */
export interface MetricDescription {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  labels: string[];
}

/** A process's metrics. Asking twice for one name gives the same metric. */
export interface Metrics {
  counter<const S extends LabelSpec = readonly []>(
    name: string,
    help: string,
    labels?: S,
  ): CounterMetric<S>;
  gauge<const S extends LabelSpec = readonly []>(
    name: string,
    help: string,
    labels?: S,
  ): GaugeMetric<S>;
  /** A gauge whose value is read from memory at each scrape. */
  sampled(name: string, help: string, read: () => number): void;
  histogram<const S extends LabelSpec = readonly []>(
    name: string,
    help: string,
    labels?: S,
    buckets?: readonly number[],
  ): HistogramMetric<S>;
  /** The Prometheus text format. */
  text(): Promise<string>;
  contentType: string;
  describe(): MetricDescription[];
}

const prefix = "homeport_";
/** Seconds: from a memory read to a slow page. */
const defaultBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A number that is counted here and handed to the exposition at each scrape. */
interface Tally {
  readonly labels: Record<string, string>;
  value: number;
}

/** What one name stands for; the second to ask for it gets the same. */
type Made =
  | { readonly kind: "tallies"; readonly tallies: SeriesTable<Tally> }
  | { readonly kind: "histogram"; readonly series: SeriesTable<Histogram.Internal<string>> }
  | { readonly kind: "sampled" };

/**
 * Counters and gauges are plain numbers that a scrape copies into prom-client, which writes the text: the library's
 * own `inc` costs more than all else that a request does to be counted.
 */
export function createMetrics(options: { app: string; version: string }): Metrics {
  const registry = new Registry();
  const descriptions: MetricDescription[] = [];
  const made = new Map<string, Made>();

  function once(description: MetricDescription, make: () => Made): Made {
    const existing = made.get(description.name);
    if (existing !== undefined) return existing;
    const metric = make();
    made.set(description.name, metric);
    descriptions.push(description);
    return metric;
  }

  function shape(name: string, help: string, labels: LabelSpec | undefined) {
    const names = [...labelNames(labels)];
    return { name: `${prefix}${name}`, help, labelNames: names, registers: [registry] };
  }

  function tallies(
    type: "counter" | "gauge",
    name: string,
    help: string,
    labels: LabelSpec | undefined,
  ): SeriesTable<Tally> {
    const spec = shape(name, help, labels);
    const metric = once(describe(spec, type), () => {
      const table = createSeriesTable<Tally>(labels, (given) => ({ labels: given, value: 0 }));
      const copyInto = (exposed: Counter | Gauge) => {
        exposed.reset();
        for (const tally of table.all()) exposed.inc(tally.labels, tally.value);
      };
      if (type === "counter")
        new Counter({
          ...spec,
          collect: function () {
            copyInto(this);
          },
        });
      else
        new Gauge({
          ...spec,
          collect: function () {
            copyInto(this);
          },
        });
      return { kind: "tallies", tallies: table };
    });
    if (metric.kind === "tallies") return metric.tallies;
    throw new TypeError(`${spec.name} is no ${type}`);
  }

  const metrics: Metrics = {
    counter(name, help, labels) {
      const table = tallies("counter", name, help, labels);
      return {
        inc(...given) {
          table.at(given[0]).value += 1;
        },
        add(amount, ...given) {
          table.at(given[0]).value += amount;
        },
      };
    },
    gauge(name, help, labels) {
      const table = tallies("gauge", name, help, labels);
      return {
        set(value, ...given) {
          table.at(given[0]).value = value;
        },
        add(amount, ...given) {
          table.at(given[0]).value += amount;
        },
      };
    },
    sampled(name, help, read) {
      const spec = shape(name, help, undefined);
      once(describe(spec, "gauge"), () => {
        new Gauge({
          ...spec,
          collect() {
            this.set(read());
          },
        });
        return { kind: "sampled" };
      });
    },
    histogram(name, help, labels, buckets = defaultBuckets) {
      const spec = { ...shape(name, help, labels), buckets: [...buckets] };
      const metric = once(describe(spec, "histogram"), () => {
        const histogram = new Histogram(spec);
        const series = createSeriesTable(labels, (given) => histogram.labels(given));
        return { kind: "histogram", series };
      });
      if (metric.kind !== "histogram") throw new TypeError(`${spec.name} is no histogram`);
      const { series } = metric;
      return { observe: (value, ...given) => series.at(given[0]).observe(value) };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    describe: () => [...descriptions].sort((a, b) => a.name.localeCompare(b.name)),
  };
  metrics
    .gauge("build_info", "The running build; always 1.", ["app", "version"])
    .set(1, { app: options.app, version: options.version });
  return metrics;
}

function describe(
  spec: { name: string; help: string; labelNames: string[] },
  type: MetricDescription["type"],
): MetricDescription {
  return { name: spec.name, type, help: spec.help, labels: spec.labelNames };
}
