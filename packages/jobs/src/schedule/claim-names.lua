-- Names what the calling worker knows, and answers what any worker has named lately.
--
-- KEYS[1]  sorted set: name, scored by when a worker last gave it (ms, this Redis's clock)
-- ARGV[1]  for how long one naming counts, in ms
-- ARGV[2…] the names that the caller knows
--
-- Returns every name given within that time. Old and new versions run side by side during an upgrade, so one
-- worker's own list would not do: a scheduler that nobody named belongs to no version that still runs.
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for index = 2, #ARGV do
  redis.call("ZADD", KEYS[1], now, ARGV[index])
end
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - tonumber(ARGV[1]))
return redis.call("ZRANGE", KEYS[1], 0, -1)
