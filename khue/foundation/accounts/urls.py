"""Addresses of signing in and of hats."""

from allauth.account.views import password_change
from django.urls import path

from khue.foundation.accounts import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign-in"),
    path("dang-xuat/", views.sign_out, name="sign-out"),
    path("tai-khoan/", views.profile, name="profile"),
    path("tai-khoan/mat-khau/", password_change, name="password"),
    path("vai/", views.change_hat, name="change-hat"),
]
