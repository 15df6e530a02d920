import sharp from "sharp";

/** A photo that nobody took: a seeded scene by the sea, with what a camera would have written beside it. */
export interface DrawnPhoto {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

const sizes = [
  [1_500, 1_000],
  [1_000, 1_400],
  [1_600, 900],
] as const;

const skies = ["#8fc3e8", "#f2b27a", "#35507a", "#c9d4dc", "#e98d6b", "#6fa8c9"] as const;
const waters = ["#2f6f86", "#7c4a4f", "#14243f", "#5d7480", "#54506e", "#1f5f5a"] as const;

/** Draws the photo of this number, in a smaller size if told; the same number always gives the same bytes. */
export async function drawPhoto(number: number, scale = 1): Promise<DrawnPhoto> {
  const [fullWidth, fullHeight] = sizes[number % sizes.length] ?? sizes[0];
  const [width, height] = [Math.round(fullWidth * scale), Math.round(fullHeight * scale)];
  const drawn = sharp(Buffer.from(scene(number, width, height)));
  const day = String((number % 27) + 1).padStart(2, "0");
  const bytes = await drawn
    .jpeg({ quality: 88 })
    .withExif({
      IFD0: { Make: "Harbour", Model: number % 2 === 0 ? "Pocket 2" : "Long Lens 4" },
      IFD2: {
        DateTimeOriginal: `2025:0${(number % 9) + 1}:${day} 1${number % 9}:20:30`,
        FNumber: "28/10",
        ExposureTime: "1/250",
        ISOSpeedRatings: "200",
      },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: `53/1 ${number % 60}/1 0/1`,
        GPSLongitudeRef: "E",
        GPSLongitude: "9/1 58/1 0/1",
      },
    })
    .toBuffer();
  return { name: `harbour-${String(number + 1).padStart(2, "0")}.jpg`, bytes: Buffer.from(bytes) };
}

function scene(number: number, width: number, height: number): string {
  const chance = seeded(number);
  const horizon = Math.round(height * (0.45 + chance() * 0.2));
  const sky = skies[number % skies.length];
  const water = waters[number % waters.length];
  const hills = Array.from({ length: 9 }, (_, index) => {
    const x = Math.round((index / 8) * width);
    return `${x},${horizon - Math.round(chance() * height * 0.16)}`;
  });
  const waves = Array.from({ length: 60 }, () => {
    const y = horizon + Math.round(chance() ** 0.7 * (height - horizon));
    const long = Math.round(30 + chance() * width * 0.2);
    const x = Math.round(chance() * width);
    return `<rect x="${x}" y="${y}" width="${long}" height="2" fill="#fff" opacity="${(chance() * 0.35).toFixed(2)}"/>`;
  });
  const sun = { x: Math.round(width * chance()), y: Math.round(horizon * (0.2 + chance() * 0.5)) };
  const mast = Math.round(width * (0.2 + chance() * 0.6));
  const sail = Math.round(height * 0.18);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="1" stop-color="#fff" stop-opacity=".55"/></linearGradient>
    <linearGradient id="w" x2="0" y2="1"><stop stop-color="${water}" stop-opacity=".75"/><stop offset="1" stop-color="${water}"/></linearGradient></defs>
    <rect width="${width}" height="${height}" fill="${sky}"/><rect width="${width}" height="${horizon}" fill="url(#s)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${Math.round(height * 0.06)}" fill="#fff6dc" opacity=".9"/>
    <polygon points="0,${horizon} ${hills.join(" ")} ${width},${horizon}" fill="${water}" opacity=".55"/>
    <rect y="${horizon}" width="${width}" height="${height - horizon}" fill="url(#w)"/>${waves.join("")}
    <path d="M${mast} ${horizon + 40}v-${sail}l${Math.round(sail * 0.6)} ${sail - 12}z" fill="#f7f3ea"/>
    <path d="M${mast - 50} ${horizon + 40}h130l-24 26h-82z" fill="#5b2f24"/></svg>`;
}

/** Numbers in [0, 1) that are the same for the same seed: a linear congruence, fit for a drawing. */
function seeded(seed: number): () => number {
  let state = (seed * 7_919 + 17) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
