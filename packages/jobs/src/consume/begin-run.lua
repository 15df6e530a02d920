-- Counts that work is begun, or says that it is set aside.
--
-- KEYS[1]  hash: how often this work was begun since a run of it last reported, and the job that it is set aside with
-- ARGV[1]  name of the job that is to run it
-- ARGV[2]  how many runs may end without a word
-- ARGV[3]  prefix of the keys of the queue's jobs
-- ARGV[4]  for how long the count is kept, in ms
--
-- Returns "begun", "set-aside" where this run would be one too many, or "aside". Work is set aside for as long as the job that
-- it was set aside with is kept, and until that very job is to run again: so whoever retries or removes the job releases it.
local aside = redis.call("HGET", KEYS[1], "job")
if aside then
  if aside ~= ARGV[1] and redis.call("EXISTS", ARGV[3] .. aside) == 1 then
    return "aside"
  end
  redis.call("DEL", KEYS[1])
end
local begun = redis.call("HINCRBY", KEYS[1], "begun", 1)
redis.call("PEXPIRE", KEYS[1], ARGV[4])
if begun <= tonumber(ARGV[2]) then
  return "begun"
end
redis.call("HSET", KEYS[1], "job", ARGV[1])
return "set-aside"
