-- Removes the lease of a relay if it holds the caller's boot.
-- KEYS  1 lease of the relay, 2 set of relay ids
-- ARGV  1 boot, 2 relay id
local current = redis.call("GET", KEYS[1])
if current then
  local read, lease = pcall(cjson.decode, current)
  if read and type(lease) == "table" and lease.boot ~= ARGV[1] then
    return 0
  end
end
redis.call("SREM", KEYS[2], ARGV[2])
return redis.call("DEL", KEYS[1])
