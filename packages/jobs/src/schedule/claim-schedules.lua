-- Says which schedules this worker's version knows, and reads which ones any living version knows.
--
-- KEYS[1]  a sorted set: schedule id, scored by when a worker last named it (ms, this Redis's clock)
-- ARGV[1]  for how long one naming counts, in ms
-- ARGV[2…] the ids that the caller knows
--
-- Returns every id named within that time. A scheduler that is not among them belongs to no version that
-- still runs. Old and new versions run side by side during an upgrade, so one worker's own list would not do.
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for index = 2, #ARGV do
  redis.call("ZADD", KEYS[1], now, ARGV[index])
end
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - tonumber(ARGV[1]))
return redis.call("ZRANGE", KEYS[1], 0, -1)
