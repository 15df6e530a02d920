"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { imageFollowMs } from "./gallery-query.ts";
import { nameOf, stateOf } from "./image-words.ts";
import { useIsTold } from "./news-provider.tsx";

/** What is being made of a file that arrived, until it is ready; a duplicate says under which name it is here. */
export function SentState({ imageId }: { imageId: string }) {
  const isTold = useIsTold();
  const query = useQuery({
    ...useTRPC().gallery.images.get.queryOptions({ imageId }),
    enabled: imageId !== "",
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.processing === "ready" || state.data.failure !== null
        ? false
        : imageFollowMs([state.data], isTold()),
  });
  if (query.data === undefined) return null;
  const { failure, processing } = query.data;
  const said = processing === "ready" ? "Ready" : stateOf(query.data).label;
  return (
    <span>
      {" · "}
      {failure === null ? said : failure.sentence} · {nameOf(query.data)}
    </span>
  );
}
