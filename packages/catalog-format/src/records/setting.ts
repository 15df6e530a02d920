import { z } from "zod";
import { line, slug, unique } from "./fields.ts";
import { findMisfit, type SettingBounds, type SettingValue, settingTypes } from "./fit-setting.ts";
import { isLinearPattern } from "./pattern.ts";

const scalar = z.union([z.string().max(1_000), z.number(), z.boolean()]);

const environmentName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "is 1 to 64 of A-Z, 0-9 and _, and begins with a letter")
  .refine(
    (name) => !name.startsWith("HOMEPORT_"),
    "begins with HOMEPORT_, which is kept for others",
  );

/** What is asked of a person who installs an entry, and handed to its containers. */
export const settingSchema = z
  .strictObject({
    key: slug.describe("its name in the entry"),
    label: line(60).describe("what the person reads above it"),
    type: z.enum(settingTypes).describe("what may be given; a generated one is made on the host"),
    env: environmentName.describe("the variable of compose.yml that it fills"),
    required: z.boolean().optional().describe("an installation needs it"),
    default: scalar.optional().describe("what stands there at first; a password has none"),
    pattern: z
      .string()
      .min(1)
      .max(200)
      .refine(isLinearPattern, "is no expression, or one that may take long")
      .optional()
      .describe("a regular expression that the whole value fits"),
    min: z.number().optional().describe("the least number, or the least length"),
    max: z.number().optional().describe("the greatest number, or the greatest length"),
    options: z
      .array(
        z.strictObject({
          value: line(100).describe("what the variable becomes"),
          label: line(60).describe("what the person reads"),
        }),
      )
      .min(1)
      .max(50)
      .refine((options) => unique(options.map(({ value }) => value)), "has a value twice")
      .optional()
      .describe("what a select offers, each with value and label"),
    bytes: z.int().min(16).max(64).optional().describe("how much chance a generated value holds"),
    help: line(200).optional().describe("a sentence below it"),
  })
  .check(({ value, issues }) => {
    for (const [key, message] of contradictionsOf(value)) {
      issues.push({ code: "custom", message, input: value, path: [key] });
    }
  });

export type Setting = z.infer<typeof settingSchema>;

type Contradictory = SettingBounds & {
  readonly default?: SettingValue | undefined;
  readonly bytes?: number | undefined;
};

function contradictionsOf(setting: Contradictory): [string, string][] {
  const { type, min, max, options, pattern, bytes } = setting;
  const found: [string, string | false][] = [
    ["default", misfitOfDefault(setting) ?? false],
    ["options", type === "select" && options === undefined && "a select needs options"],
    ["options", type !== "select" && options !== undefined && "only a select has options"],
    ["bytes", type === "generated" && bytes === undefined && "a generated value needs bytes"],
    ["bytes", type !== "generated" && bytes !== undefined && "only a generated value has bytes"],
    [
      "pattern",
      pattern !== undefined && !/^(text|password|url)$/.test(type) && "has no meaning here",
    ],
    ["min", min !== undefined && max !== undefined && min > max && "is more than max"],
  ];
  return found.filter((one): one is [string, string] => one[1] !== false);
}

function misfitOfDefault(setting: Contradictory): string | null {
  if (setting.default === undefined) return null;
  if (setting.type === "password") return "a password has no default";
  // What is wrong with the pattern is told at the pattern.
  const { pattern } = setting;
  const isSafe = pattern === undefined || isLinearPattern(pattern);
  return findMisfit(isSafe ? setting : { ...setting, pattern: undefined }, setting.default);
}
