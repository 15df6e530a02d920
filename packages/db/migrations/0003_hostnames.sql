-- Custom hostnames. A hostname is claimed by whoever likes, and held by the one app whose claim its DNS record proves:
-- so a claim that nobody can prove keeps the hostname's owner from nothing.

ALTER TABLE "app_addresses" DROP CONSTRAINT "app_addresses_hostname_unique";
CREATE UNIQUE INDEX "app_addresses_one_holder" ON "app_addresses" USING btree ("hostname")
	WHERE "app_addresses"."kind" = 'label' or "app_addresses"."verified_at" is not null;
CREATE UNIQUE INDEX "app_addresses_once_an_app" ON "app_addresses" USING btree ("hostname","app_id");
ALTER TABLE "app_addresses" ADD CONSTRAINT "app_addresses_verify_token"
	CHECK ("app_addresses"."kind" = 'label' or "app_addresses"."verify_token" is not null);

CREATE TABLE "address_checks" (
	"address_id" text PRIMARY KEY NOT NULL,
	"looks" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"checked_at" timestamp with time zone,
	"finding" text,
	"missed" smallint DEFAULT 0 NOT NULL,
	"lost_at" timestamp with time zone,
	CONSTRAINT "address_checks_finding"
		CHECK ("address_checks"."finding" in ('found', 'missing', 'different', 'trouble', 'taken'))
);
ALTER TABLE "address_checks" ADD CONSTRAINT "address_checks_address_id_app_addresses_id_fk"
	FOREIGN KEY ("address_id") REFERENCES "public"."app_addresses"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "address_checks_due_at" ON "address_checks" USING btree ("due_at");
