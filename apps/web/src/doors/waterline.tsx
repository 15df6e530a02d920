const lines = [0, 1, 2, 3, 4] as const;

/** Still water below the doors: five lines of one swell, fading out. */
export function Waterline() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1440 240"
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-x-0 bottom-0 h-44 w-full text-accent"
    >
      {lines.map((line) => (
        <path
          key={line}
          d="M-60 90 C 120 40, 240 40, 400 86 S 700 134, 880 88 S 1200 40, 1500 92 S 1800 130, 1960 84"
          transform={`translate(${line * -46} ${line * 30})`}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
          opacity={0.34 - line * 0.06}
        />
      ))}
    </svg>
  );
}
