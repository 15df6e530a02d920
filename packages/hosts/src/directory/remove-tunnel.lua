-- Removes one tunnel if its key holds the caller's boot. A newer tunnel of the host has another epoch,
-- hence another key and another member, so however late this runs it touches nothing but its own.
-- KEYS  1 key of the tunnel, 2 set of its host
-- ARGV  1 boot, 2 member
local current = redis.call("GET", KEYS[1])
if not current then
  redis.call("SREM", KEYS[2], ARGV[2])
  return 0
end
local read, record = pcall(cjson.decode, current)
if read and type(record) == "table" and record.boot ~= ARGV[1] then
  return 0
end
redis.call("DEL", KEYS[1])
redis.call("SREM", KEYS[2], ARGV[2])
return 1
