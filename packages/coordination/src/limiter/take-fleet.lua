-- Asks one key's bucket of a rate that all replicas share, and takes from it what fits (GCRA).
--
-- KEYS[1]  the bucket: the moment, in microseconds of Redis's clock, at which it is full again
-- ARGV[1]  what one costs: microseconds between two in the long run, a whole number from 1 on
-- ARGV[2]  how many the full bucket holds
-- ARGV[3]  how many are taken: 1, or 0 to ask only
--
-- Returns 0 when one fits, else after how many microseconds one does. The time is Redis's own, so no two replicas'
-- clocks are compared. A full bucket is no key: it expires at the moment it holds. A moment that this script cannot
-- have written counts as an empty bucket at worst, so nobody is shut out for longer than the rate itself says.
local cost = tonumber(ARGV[1])
local depth = cost * tonumber(ARGV[2])
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local full = math.min(math.max(tonumber(redis.call("GET", KEYS[1])) or now, now), now + depth)
local next = full + cost
if next - now > depth then return next - now - depth end
if ARGV[3] == "1" then
  redis.call("SET", KEYS[1], string.format("%.0f", next), "PX", math.ceil((next - now) / 1000))
end
return 0
