import PhotoSwipe from "photoswipe";
import "photoswipe/style.css";
import { createRoot } from "react-dom/client";
import { paths } from "../paths.ts";
import { filteredPath } from "./filter-query.ts";
import { LightboxPanel } from "./lightbox-panel.tsx";
import { srcSetOf } from "./photo-source.ts";
import type { PhotoList, PublicPhoto } from "./public-types.ts";
import type { PhotoPages } from "./use-photo-pages.ts";

export interface LightboxInput {
  list: PhotoList;
  index: number;
  /** The photos as they are by now, and how to have more. */
  read: () => Pick<PhotoPages, "photos" | "readMore">;
}

/** How many before and behind the one that is shown are fetched, and how near the end more of the list is read. */
const near = 2;

/**
 * Photos over the whole window, in the order and filter of the list. The address is that of the photo that is shown: going
 * back closes it, and a reload shows the photo's page. Keys: arrows, Esc, `z` zooms, `i` tells of the photo, `f` fills the
 * screen.
 */
export function openLightbox({ list, index, read }: LightboxInput): void {
  const slides = read().photos.map(slideOf);
  const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const lightbox = new PhotoSwipe({
    index,
    dataSource: slides,
    preload: [near, near],
    loop: false,
    bgOpacity: 1,
    showHideAnimationType: isCalm ? "none" : "fade",
    zoomAnimationDuration: isCalm ? 0 : 220,
    returnFocus: true,
    paddingFn: () => roomOfPanel(lightbox),
    // Where the gallery's own type and colours hold.
    appendToEl: document.querySelector<HTMLElement>(".gallery-site") ?? document.body,
    mainClass: "lightbox",
    closeTitle: "Close (Esc)",
    zoomTitle: "Zoom (Z)",
    arrowPrevTitle: "Previous",
    arrowNextTitle: "Next",
    errorMsg: "This photo could not be loaded.",
  });
  const shown = () => read().photos[lightbox.currIndex];
  const panel = createPanel(lightbox, list, shown);
  lightbox.on("uiRegister", () => {
    addButton(lightbox, {
      name: "full",
      title: "Full screen (F)",
      sign: signs.full,
      press: toggleFull,
    });
    addButton(lightbox, {
      name: "info",
      title: "Details (I)",
      sign: signs.info,
      press: panel.toggle,
    });
  });
  lightbox.on("keydown", ({ originalEvent: event }) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "i") panel.toggle();
    else if (event.key === "f") toggleFull();
    else return;
    event.preventDefault();
  });
  lightbox.on("change", () => {
    panel.update();
    if (lightbox.currIndex + near >= slides.length - 1) void readOn();
  });
  keepAddress(lightbox, list, shown);
  lightbox.init();
  lightbox.element?.setAttribute("aria-label", "Photos");
  lightbox.element?.removeAttribute("aria-roledescription");

  async function readOn(): Promise<void> {
    const photos = await read().readMore();
    const before = slides.length;
    slides.push(...photos.slice(before).map(slideOf));
    // The one that comes next may have been shown as the end.
    if (slides.length > before && !lightbox.isDestroying) lightbox.refreshSlideContent(before);
  }

  function toggleFull(): void {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void lightbox.element?.requestFullscreen?.();
  }
}

function slideOf({ variants, alt, dominantColor }: PublicPhoto) {
  const largest = variants.at(-1);
  return {
    src: largest?.path ?? "",
    srcset: srcSetOf(variants),
    width: largest?.width ?? 1,
    height: largest?.height ?? 1,
    msrc: variants[0]?.path ?? "",
    alt,
    color: dominantColor,
  };
}

/** The address goes along with what is shown, and comes back when it is closed. */
function keepAddress(
  lightbox: PhotoSwipe,
  { slug, filter }: PhotoList,
  shown: () => PublicPhoto | undefined,
): void {
  const title = document.title;
  let isPushed = false;
  const show = () => {
    const photo = shown();
    if (photo === undefined) return;
    const path = filteredPath(paths.publicImage(slug, photo.imageId), filter);
    if (isPushed) window.history.replaceState(window.history.state, "", path);
    else window.history.pushState(window.history.state, "", path);
    isPushed = true;
    document.title = photo.title || photo.alt;
  };
  const goneBack = () => {
    isPushed = false;
    lightbox.close();
  };
  lightbox.on("firstUpdate", show);
  lightbox.on("change", show);
  window.addEventListener("popstate", goneBack);
  lightbox.on("close", () => {
    window.removeEventListener("popstate", goneBack);
    document.title = title;
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    if (isPushed) window.history.back();
  });
}

/** As in gallery.css: in a narrower window the panel lies below. */
const besideFromPx = 721;

/** What the panel takes of the window, in px: the photo has the rest. */
function roomOfPanel({ element }: PhotoSwipe) {
  const none = { top: 0, bottom: 0, left: 0, right: 0 };
  const panel = element?.querySelector<HTMLElement>(".lightbox-panel:not([hidden])") ?? null;
  if (panel === null) return none;
  return window.innerWidth < besideFromPx
    ? { ...none, bottom: panel.offsetHeight }
    : { ...none, right: panel.offsetWidth };
}

/** What is told of the photo, beside it; drawn only while it is open. */
function createPanel(lightbox: PhotoSwipe, list: PhotoList, shown: () => PublicPhoto | undefined) {
  const aside = document.createElement("aside");
  aside.className = "lightbox-panel";
  aside.setAttribute("aria-label", "Details");
  aside.hidden = true;
  const root = createRoot(aside);
  const draw = () => {
    const photo = shown();
    if (photo === undefined || aside.hidden) return;
    root.render(<LightboxPanel key={photo.imageId} list={list} imageId={photo.imageId} />);
  };
  lightbox.on("firstUpdate", () => lightbox.element?.append(aside));
  lightbox.on("destroy", () => root.unmount());
  return {
    update: draw,
    toggle() {
      aside.hidden = !aside.hidden;
      lightbox.element?.classList.toggle("has-panel", !aside.hidden);
      lightbox.updateSize(true);
      const button = lightbox.element?.querySelector(".pswp__button--info");
      button?.setAttribute("aria-expanded", String(!aside.hidden));
      if (aside.hidden) root.render(null);
      draw();
    },
  };
}

const signs = {
  info: '<path d="M12 11v6M12 7.5v.01"/><circle cx="12" cy="12" r="9"/>',
  full: '<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>',
} as const;

function addButton(
  lightbox: PhotoSwipe,
  button: { name: string; title: string; sign: string; press: () => void },
): void {
  lightbox.ui?.registerElement({
    name: button.name,
    order: 8,
    isButton: true,
    title: button.title,
    html: `<svg class="lightbox-sign" viewBox="0 0 24 24" aria-hidden="true">${button.sign}</svg>`,
    onClick: button.press,
  });
}
