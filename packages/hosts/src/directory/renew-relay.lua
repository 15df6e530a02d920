-- Renews the lease of a relay, or writes it again when it has lapsed. Leaves the lease of another boot
-- alone and answers 0: two processes then use one relay id. Answers 2 when there was no lease: the store
-- may have been emptied, so everything else is to be written again, too.
-- KEYS  1 lease of the relay, 2 set of relay ids, 3 birth of the store
-- ARGV  1 lease as JSON, 2 life in ms, 3 relay id, 4 boot
local current = redis.call("GET", KEYS[1])
if current then
  local read, lease = pcall(cjson.decode, current)
  if read and type(lease) == "table" and type(lease.boot) == "string" and lease.boot ~= ARGV[4] then
    return 0
  end
end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
redis.call("SADD", KEYS[2], ARGV[3])
local now = redis.call("TIME")
redis.call("SET", KEYS[3], now[1] * 1000 + math.floor(now[2] / 1000), "NX")
return current and 1 or 2
