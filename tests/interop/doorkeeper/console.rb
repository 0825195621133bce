# frozen_string_literal: true

# What a test asks of the running server, one line of JSON each: to look at its tables, and to do what an operator can.

module Console
  # Obeys until the input closes.
  def self.obey(input, output)
    input.each_line do |line|
      output.puts JSON.generate(answer(*line.split))
      output.flush
    rescue StandardError => e
      output.puts JSON.generate(error: e.message)
      output.flush
    end
  end

  def self.answer(command, *words)
    case command
    # Every pair of tokens, oldest first.
    when "tokens" then tokens
    # Every code, oldest first.
    when "grants" then grants
    # Every access token is over; refresh tokens stay good.
    when "expire" then Doorkeeper::AccessToken.where(revoked_at: nil).update_all(created_at: 1.day.ago)
    # Every pair is revoked, as an administrator does.
    when "revoke" then Doorkeeper::AccessToken.where(revoked_at: nil).update_all(revoked_at: Time.now.utc)
    # What Doorkeeper says of a redirect URI that somebody wants to register.
    when "register" then Doorkeeper::Application.new(name: "Other", redirect_uri: words[0]).tap(&:validate).errors.full_messages
    else raise "#{command} is no command"
    end
  end

  def self.tokens
    Doorkeeper::AccessToken.order(:id).map do |token|
      { id: token.id, user: token.resource_owner_id, access_token: token.token, refresh_token: token.refresh_token, revoked: token.revoked?, scopes: token.scopes.to_s }
    end
  end

  def self.grants
    Doorkeeper::AccessGrant.order(:id).map do |grant|
      { code: grant.token, user: grant.resource_owner_id, redirect_uri: grant.redirect_uri, revoked: grant.revoked?, challenge: grant.try(:code_challenge) }
    end
  end
end
