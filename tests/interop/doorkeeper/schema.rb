# frozen_string_literal: true

# The tables: those of Doorkeeper's own generators, with and without the columns that an operator may lack, and people.

module Schema
  def self.create
    ActiveRecord::Migration.verbose = false
    ActiveRecord::Schema.define { Schema.tables(self) }
  end

  def self.tables(schema)
    schema.create_table(:users) do |t|
      t.string :email, null: false, index: { unique: true }
      t.string :password_digest, null: false
      t.integer :role, null: false, default: 0
      if SWITCHES[:user_fields] == "all"
        t.string :name
        t.string :nickname
        t.integer :gold_to_send, null: false, default: 0
        t.integer :gold_received, null: false, default: 0
      end
      t.timestamps
    end
    schema.create_table(:oauth_applications) do |t|
      t.string :name, null: false
      t.string :uid, null: false, index: { unique: true }
      t.string :secret, null: false
      t.text :redirect_uri, null: false
      t.string :scopes, null: false, default: ""
      t.boolean :confidential, null: false, default: true
      t.timestamps null: false
    end
    schema.create_table(:oauth_access_grants) do |t|
      t.references :resource_owner, null: false
      t.references :application, null: false
      t.string :token, null: false, index: { unique: true }
      t.integer :expires_in, null: false
      t.text :redirect_uri, null: false
      t.datetime :created_at, null: false
      t.datetime :revoked_at
      t.string :scopes, null: false, default: ""
      if SWITCHES[:pkce] == "columns"
        t.string :code_challenge
        t.string :code_challenge_method
      end
    end
    schema.create_table(:oauth_access_tokens) do |t|
      t.references :resource_owner, index: true
      t.references :application
      t.text :token, null: false, index: { unique: true }
      t.string :refresh_token, index: { unique: true }
      t.integer :expires_in
      t.datetime :revoked_at
      t.datetime :created_at, null: false
      t.string :scopes
      t.string :previous_refresh_token, null: false, default: "" if SWITCHES[:rotation] == "kept"
    end
  end
end
