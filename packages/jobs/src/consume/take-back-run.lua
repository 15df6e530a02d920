-- Takes back that work was begun, by a run that lives and has no word to say of it. What was begun before still counts.
--
-- KEYS[1]  hash of the work, as in begin-run.lua
if tonumber(redis.call("HGET", KEYS[1], "begun") or "0") > 0 then
  redis.call("HINCRBY", KEYS[1], "begun", -1)
end
return 0
