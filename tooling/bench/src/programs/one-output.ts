import sharp from "sharp";

// One output of one photo, and then the end of this process.
const [source, edge, path] = process.argv.slice(2);
await sharp(source)
  .autoOrient()
  .resize({ width: Number(edge), height: Number(edge), fit: "inside", withoutEnlargement: true })
  .webp({ quality: 75, effort: 2 })
  .toFile(path ?? "");
