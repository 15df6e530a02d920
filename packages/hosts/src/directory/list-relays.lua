-- Reads every relay with a lease; ids without one are taken out in passing.
-- KEYS  1 set of relay ids
-- ARGV  1 prefix of relay leases
-- Answers two values a relay: its id, its lease as JSON.
local found = {}
for _, id in ipairs(redis.call("SMEMBERS", KEYS[1])) do
  local lease = redis.call("GET", ARGV[1] .. id)
  if lease then
    found[#found + 1] = id
    found[#found + 1] = lease
  else
    redis.call("SREM", KEYS[1], id)
  end
end
return found
