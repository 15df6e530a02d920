"use client";

import { useEffect, useState } from "react";

/** A value once it has stopped changing for `quietMs`, so that typing does not ask at every key. */
export function useSettled<Value>(value: Value, quietMs = 250): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs);
    return () => clearTimeout(timer);
  }, [value, quietMs]);
  return settled;
}
