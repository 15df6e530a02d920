-- How many ms ago this store was first used as a directory. Being asked counts as use, so that a store
-- which was emptied while every relay was down still grows old.
-- KEYS  1 birth of the store
local now = redis.call("TIME")
local now_ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call("SET", KEYS[1], now_ms, "NX")
local born_ms = tonumber(redis.call("GET", KEYS[1]))
if not born_ms then
  redis.call("SET", KEYS[1], now_ms)
  return 0
end
return now_ms - born_ms
