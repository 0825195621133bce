# frozen_string_literal: true

# A real Doorkeeper on a real Rails, as small as it can be: the company's accounts as they are deployed.
#
# Everything about OAuth is the gem's own; what stands here is the application around it, which every operator writes:
# people, a sign-in page with a session cookie, the resources of `/api/v1`. The switches are environment variables, because
# operators set them once; see ../README.md. It listens on loopback, says so in one line, obeys the commands on its standard
# input, and ends when that closes.

require "json"
require "tmpdir"

SWITCHES = {
  port: Integer(ENV.fetch("PORT", "0")),
  folder: ENV.fetch("FOLDER") { Dir.mktmpdir("airtill-doorkeeper-") },
  # columns | ignored | refused
  pkce: ENV.fetch("PKCE", "columns"),
  # kept (the column previous_refresh_token is there: the old pair lives until the new one is used) | at_once
  rotation: ENV.fetch("ROTATION", "kept"),
  # default (the server has one) | required
  scope: ENV.fetch("SCOPE", "default"),
  # Seconds.
  token_life: Integer(ENV.fetch("TOKEN_LIFE", "7200")),
  # plain | jwt
  tokens: ENV.fetch("TOKENS", "plain"),
  # Whether a token that is still good is given out again.
  reuse: ENV["REUSE"] == "yes",
  # Whether a redirect URI over plain HTTP can be registered.
  force_ssl: ENV["FORCE_SSL"] == "yes",
  # all | few: the template of the service has no names, nicknames and points.
  user_fields: ENV.fetch("USER_FIELDS", "all"),
  # One a line.
  redirect_uris: ENV.fetch("REDIRECT_URIS", "http://127.0.0.1/callback"),
  client_id: ENV.fetch("CLIENT_ID", "interop-client"),
  client_secret: ENV.fetch("CLIENT_SECRET", "interop-secret")
}.freeze

ENV["RAILS_ENV"] = "production"
ENV["SECRET_KEY_BASE"] = "0" * 64
ENV["DATABASE_URL"] = "sqlite3:#{SWITCHES[:folder]}/accounts.sqlite3?timeout=10000&pool=16"

require "rails"
require "active_record/railtie"
require "action_controller/railtie"
require "action_view/railtie"
require "bcrypt"
require "jwt"
require "sqlite3"
require "puma"
require "puma/events"
require "puma/server"
require "doorkeeper"

# The application of Rails: no files, no assets, no log unless it is asked for.
class Accounts < Rails::Application
  config.root = SWITCHES[:folder]
  config.load_defaults 6.1
  config.eager_load = false
  config.consider_all_requests_local = false
  config.logger = Logger.new(ENV["LOUD"] == "yes" ? $stderr : File::NULL)
  config.log_level = :info
  config.hosts.clear
  config.secret_key_base = ENV.fetch("SECRET_KEY_BASE")
  # Browsers send the cookies of 127.0.0.1 to every port there.
  config.session_store :cookie_store, key: "_accounts_session"
  config.action_dispatch.show_exceptions = true
  config.i18n.load_path << File.join(__dir__, "pkce_refused.yml") if SWITCHES[:pkce] == "refused"
end

ActiveSupport.on_load(:active_record) do
  # Doorkeeper's `lock!` is worth nothing in a transaction that begins as a reader.
  require "active_record/connection_adapters/sqlite3_adapter"
  ActiveRecord::ConnectionAdapters::SQLite3Adapter.prepend(Module.new do
    def begin_db_transaction
      log("begin immediate transaction", "TRANSACTION") { @connection.transaction(:immediate) }
    end
  end)
end

require_relative "schema"
require_relative "oauth"
require_relative "application"

Accounts.initialize!
Accounts.routes.draw do
  get "/users/sign_in", to: "sessions#new", as: :sign_in
  post "/users/sign_in", to: "sessions#create"
  delete "/users/sign_out", to: "sessions#destroy"
  use_doorkeeper { skip_controllers :applications, :authorized_applications }
  get "/api/v1/countries", to: "countries#index"
  post "/api/v1/users", to: "users#create"
  get "/api/v1/users/:id", to: "users#show"
end

Schema.create
client = Register.client
Register.people

require_relative "console"

# `rails server` gives every answer its length as well.
server = Puma::Server.new(Rack::ContentLength.new(Accounts), Puma::Events.null, min_threads: 2, max_threads: 8)
listener = server.add_tcp_listener("127.0.0.1", SWITCHES[:port])
server.run
$stdout.puts JSON.generate(ready: "http://127.0.0.1:#{listener.addr[1]}", client_id: client.uid, refused: client.errors.full_messages)
$stdout.flush
Console.obey($stdin, $stdout)
server.stop(true)
FileUtils.remove_entry(SWITCHES[:folder]) unless ENV["FOLDER"]
