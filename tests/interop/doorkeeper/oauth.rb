# frozen_string_literal: true

# How Doorkeeper is configured, and the two places where the service of the document differs from the bare gem.

# Access tokens as the document's sample shows them: a JWT that is signed with a key of the service.
module JwtAccessToken
  def self.generate(options)
    claims = { user_id: options[:resource_owner_id], exp: options[:created_at].to_i + options[:expires_in], jti: SecureRandom.hex(16) }
    JWT.encode(claims, ENV.fetch("SECRET_KEY_BASE"), "HS256")
  end
end

Doorkeeper.configure do
  orm :active_record
  resource_owner_authenticator do
    User.find_by(id: session[:user_id]) || begin
      session[:return_to] = request.fullpath
      redirect_to main_app.sign_in_path
    end
  end
  resource_owner_from_credentials { User.by_password(params[:username], params[:password]) }
  grant_flows %w[authorization_code password]
  use_refresh_token
  access_token_expires_in SWITCHES[:token_life]
  access_token_generator "JwtAccessToken" if SWITCHES[:tokens] == "jwt"
  reuse_access_token if SWITCHES[:reuse]
  SWITCHES[:scope] == "default" ? default_scopes(:public) : optional_scopes(:public)
  force_ssl_in_redirect_uri SWITCHES[:force_ssl]
end

# The document's token answers carry `user_id`.
module WithUserId
  def body
    super.merge("user_id" => token.resource_owner_id)
  end
end

# Doorkeeper 5.0 to 5.4 refused a verifier where the columns are missing; 5.5 no longer looks. IMITATED: this is the
# validation of 5.4, put back in front of the validations of 5.5; its sentence is in `pkce_refused.yml`.
module RefusesPkce
  def validate_pkce_support
    @invalid_request_reason = :not_support_pkce if grant && code_verifier.present? && !pkce_supported?
    @invalid_request_reason.nil?
  end
end

Rails.application.config.to_prepare do
  Doorkeeper::OAuth::TokenResponse.prepend(WithUserId)
  if SWITCHES[:pkce] == "refused"
    Doorkeeper::OAuth::AuthorizationCodeRequest.include(RefusesPkce)
    Doorkeeper::OAuth::AuthorizationCodeRequest.validations.unshift(attribute: :pkce_support, options: { error: :invalid_request })
  end
end
