import { Counter, Gauge, Histogram, Registry } from "prom-client";

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
const maxSeries = 200;
/** Seconds: from a memory read to a slow page. */
const defaultBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(options: { app: string; version: string }): Metrics {
  const registry = new Registry();
  const descriptions: MetricDescription[] = [];
  const made = new Map<string, Counter | Gauge | Histogram>();

  function once<M extends Counter | Gauge | Histogram>(
    description: MetricDescription,
    make: () => M,
  ): M {
    const existing = made.get(description.name);
    if (existing) return sameMetric<M>(existing);
    const metric = make();
    made.set(description.name, metric);
    descriptions.push(description);
    return metric;
  }

  function shape(name: string, help: string, labels: LabelSpec | undefined) {
    const labelNames =
      labels === undefined ? [] : isNameList(labels) ? [...labels] : Object.keys(labels);
    return { name: `${prefix}${name}`, help, labelNames, registers: [registry] };
  }

  const metrics: Metrics = {
    counter(name, help, labels) {
      const spec = shape(name, help, labels);
      const counter = once(describe(spec, "counter"), () => new Counter(spec));
      const bound = boundLabels(labels);
      return {
        inc: (...given) => counter.inc(bound(given[0]), 1),
        add: (amount, ...given) => counter.inc(bound(given[0]), amount),
      };
    },
    gauge(name, help, labels) {
      const spec = shape(name, help, labels);
      const gauge = once(describe(spec, "gauge"), () => new Gauge(spec));
      const bound = boundLabels(labels);
      return {
        set: (value, ...given) => gauge.set(bound(given[0]), value),
        add: (amount, ...given) => gauge.inc(bound(given[0]), amount),
      };
    },
    sampled(name, help, read) {
      const spec = shape(name, help, undefined);
      once(
        describe(spec, "gauge"),
        () =>
          new Gauge({
            ...spec,
            collect() {
              this.set(read());
            },
          }),
      );
    },
    histogram(name, help, labels, buckets = defaultBuckets) {
      const spec = { ...shape(name, help, labels), buckets: [...buckets] };
      const histogram = once(describe(spec, "histogram"), () => new Histogram(spec));
      const bound = boundLabels(labels);
      return { observe: (value, ...given) => histogram.observe(bound(given[0]), value) };
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

function isNameList(labels: LabelSpec): labels is readonly string[] {
  return Array.isArray(labels);
}

/** Keeps label values within the declared set, or the number of series within a bound. */
function boundLabels(spec: LabelSpec | undefined): (given: unknown) => Record<string, string> {
  const seen = new Set<string>();
  return (given) => {
    if (given === undefined || given === null) return {};
    const labels = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, allowed(spec, name, String(value))]),
    );
    if (spec === undefined || !isNameList(spec)) return labels;
    const series = JSON.stringify(labels);
    if (!seen.has(series) && seen.size >= maxSeries) {
      return Object.fromEntries(Object.keys(labels).map((name) => [name, "other"]));
    }
    seen.add(series);
    return labels;
  };
}

function allowed(spec: LabelSpec | undefined, name: string, value: string): string {
  if (spec === undefined || isNameList(spec)) return value;
  return spec[name]?.includes(value) ? value : "other";
}

/** One name is always asked for with one type: the callers are our own factories. */
function sameMetric<M extends Counter | Gauge | Histogram>(metric: Counter | Gauge | Histogram): M {
  return metric as M;
}
