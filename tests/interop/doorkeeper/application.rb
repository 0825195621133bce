# frozen_string_literal: true

# People, the page on which they sign in, and the resources of `/api/v1`.

# As cheap as bcrypt can be: nothing here is worth guarding.
ActiveModel::SecurePassword.min_cost = true

# A member of staff.
class User < ActiveRecord::Base
  has_secure_password
  enum role: { default: 0, admin: 1 }, _prefix: true
  # What Devise asks of both.
  validates :email, presence: true
  validates :email, format: { with: /\A[^@\s]+@[^@\s]+\z/, allow_blank: true }, uniqueness: { case_sensitive: false, allow_blank: true }
  validates :password, length: { in: 8..128, allow_blank: true }
  before_validation { self.email = email.to_s.strip.downcase }

  def self.by_password(email, password)
    find_by(email: email.to_s.downcase)&.authenticate(password.to_s) || nil
  end
end

# Signs people in and out of the service itself, as Devise does.
class SessionsController < ActionController::Base
  protect_from_forgery with: :exception

  PAGE = <<~ERB
    <!DOCTYPE html><html><head><title>Accounts</title><%= csrf_meta_tags %></head><body><h1>Log in</h1>
    <% if @wrong %><p>Invalid Email or password.</p><% end %>
    <%= form_tag "/users/sign_in", id: "sign-in-form" do %>
    <label for="email">Email</label><input id="email" name="email" type="email" value="<%= params[:email] %>">
    <label for="password">Password</label><input id="password" name="password" type="password">
    <input id="sign-in" type="submit" name="commit" value="Log in">
    <% end %></body></html>
  ERB

  def new
    render inline: PAGE
  end

  def create
    user = User.by_password(params[:email], params[:password])
    @wrong = user.nil?
    return render(inline: PAGE) unless user

    to = session[:return_to] || "/users/sign_in"
    reset_session
    session[:user_id] = user.id
    redirect_to to
  end

  def destroy
    reset_session
    redirect_to "/users/sign_in"
  end
end

# What the resources have in common.
class ResourcesController < ActionController::API
  private

  def me
    User.find(doorkeeper_token.resource_owner_id)
  end
end

# `GET /countries`
class CountriesController < ResourcesController
  before_action :doorkeeper_authorize!

  def index
    render json: { countries: [{ name: "Côte d'Ivoire", code: "CI" }, { name: "South Sudan", code: "SS" }] }
  end
end

# `POST /users` and `GET /users/{id}`, which answers with the signed-in user whatever the id.
class UsersController < ResourcesController
  before_action :doorkeeper_authorize!, only: :show
  wrap_parameters false

  FIELDS = %w[id name nickname email created_at updated_at role gold_to_send gold_received].freeze

  def show
    render json: shown(me)
  end

  def create
    given = params[:user]
    return render(json: { errors: [{ user: ["parameter is required"] }] }, status: :unprocessable_entity) unless given.respond_to?(:permit)

    user = User.new(given.permit(:email, :password))
    user.save ? render(json: shown(user), status: :created) : render(json: user.errors, status: :unprocessable_entity)
  end

  private

  def shown(user)
    user.as_json(only: FIELDS)
  end
end

# What the operator has entered.
module Register
  def self.client
    attributes = { name: "Airtill", uid: SWITCHES[:client_id], secret: SWITCHES[:client_secret], redirect_uri: SWITCHES[:redirect_uris] }
    attributes[:scopes] = "public" if SWITCHES[:scope] == "required"
    # A registration that the server refuses is told in the ready line.
    Doorkeeper::Application.new(attributes).tap(&:save)
  end

  def self.people
    person(7, "amina@practice.example", "default", "Amina Deng")
    person(2, "jose@practice.example", "admin", "José Lado")
  end

  def self.person(id, email, role, name)
    user = User.new(id: id, email: email, password: "practice", role: role)
    user.name = name if user.respond_to?(:name=)
    user.save!
  end
end
